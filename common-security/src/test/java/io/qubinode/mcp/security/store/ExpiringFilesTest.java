package io.qubinode.mcp.security.store;

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

class ExpiringFilesTest {

    private static final ObjectNode OBJECT = ToolJson.MAPPER.createObjectNode().put("request", "r");

    private final Instant now = Instant.now();

    @TempDir
    Path folder;

    @Test
    void keepsAnObjectForADay() throws IOException {
        at(now).put("one", OBJECT);
        assertThat(at(now.plus(Duration.ofHours(23))).find("one")).contains(OBJECT);
        assertThat(at(now.plus(Duration.ofHours(25))).find("one")).isEmpty();
        at(now).remove("one");
        assertThat(at(now).find("one")).isEmpty();
    }

    @Test
    void deletesWhatIsTooOld() throws IOException {
        ExpiringFiles before = at(now);
        before.put("old", OBJECT);
        before.put("young", OBJECT);
        Files.setLastModifiedTime(folder.resolve("old.json"), FileTime.from(now.minus(Duration.ofHours(25))));
        at(now).put("new", OBJECT);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("young.json", "new.json");
    }

    private ExpiringFiles at(Instant time) {
        return new ExpiringFiles(folder, Clock.fixed(time, ZoneOffset.UTC));
    }
}
