package io.qubinode.mcp.security.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallFilesTest {

    private static final ObjectNode CALL = ToolJson.MAPPER.createObjectNode().put("request", "r");

    private final Instant now = Instant.now();

    @TempDir
    Path folder;

    @Test
    void keepsACallForADay() throws IOException {
        at(now).put("one", CALL);
        assertThat(at(now.plus(Duration.ofHours(23))).find("one")).contains(CALL);
        assertThat(at(now.plus(Duration.ofHours(25))).find("one")).isEmpty();
        at(now).remove("one");
        assertThat(at(now).find("one")).isEmpty();
    }

    @Test
    void deletesWhatIsTooOld() throws IOException {
        CallFiles before = at(now);
        before.put("old", CALL);
        before.put("young", CALL);
        Files.setLastModifiedTime(folder.resolve("old.json"), FileTime.from(now.minus(Duration.ofHours(25))));
        at(now).put("new", CALL);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("young.json", "new.json");
    }

    private CallFiles at(Instant time) {
        return new CallFiles(folder, Clock.fixed(time, ZoneOffset.UTC));
    }
}
