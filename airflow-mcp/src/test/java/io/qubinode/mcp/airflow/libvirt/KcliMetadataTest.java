package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class KcliMetadataTest {

    @Test
    void whatOthersWroteIsCutVisibleAndMasked() {
        var metadata = new KcliMetadata(
                Optional.of("p\u202E" + "x".repeat(300_000)),
                Optional.of("token=abcdefgh"),
                Optional.of("centos10stream"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(metadata.plan())
                .hasValueSatisfying(
                        plan -> assertThat(plan).hasSizeLessThan(200).startsWith("p\\u{202e}xx"));
        assertThat(metadata.profile()).contains("token=***");
        assertThat(metadata.image()).contains("centos10stream");
    }
}
