package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervisorUrisTest {

    private final HypervisorUris.Reader reader = new HypervisorUris.Reader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu:///system",
                "test:///default",
                "qemu+ssh://root@kvm1.example/system?keyfile=/etc/key&no_verify=1",
                "qemu+tls://kvm1.example:16514/system"
            })
    void takesASingleUriAsItIs(String uri) {
        assertThat(reader.convert(uri).byName()).containsExactly(entry("default", uri));
    }

    @Test
    void keepsTheOrderOfSeveral() {
        assertThat(reader.convert("kvm2=qemu+tls://kvm2.example/system, kvm1=qemu+ssh://kvm1/system?no_tty=1")
                        .byName())
                .containsExactly(
                        entry("kvm2", "qemu+tls://kvm2.example/system"),
                        entry("kvm1", "qemu+ssh://kvm1/system?no_tty=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=qemu:///system,a=test:///default", "A=qemu:///system", "a=,b=test:///default", "=x", "a=x,y"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> reader.convert(text)).hasMessageStartingWith("not a connection URI of libvirt");
    }
}
