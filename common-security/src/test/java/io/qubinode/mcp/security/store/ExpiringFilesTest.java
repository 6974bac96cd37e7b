package io.qubinode.mcp.security.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
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
    void isForItsOwnerOnly() throws IOException {
        Path made = folder.resolve("made");
        new ExpiringFiles(made, Clock.systemUTC()).put("one", OBJECT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
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

    @Test
    void takesTheRoomOfNobodyWhoHasLittle() throws IOException {
        var files = new ExpiringFiles(folder, Clock.systemUTC(), 3);
        files.put("bob-1", OBJECT);
        Files.setLastModifiedTime(folder.resolve("bob-1.json"), FileTime.from(now.minus(Duration.ofHours(2))));
        for (int i = 0; i < 4; i++) {
            files.put("eve-" + i, OBJECT);
            Files.setLastModifiedTime(
                    folder.resolve("eve-" + i + ".json"), FileTime.from(now.minus(Duration.ofMinutes(9 - i))));
        }
        new ExpiringFiles(folder, Clock.systemUTC(), 3).put("ann-1", OBJECT);
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("bob-1.json", "eve-2.json", "eve-3.json", "ann-1.json");
    }

    private ExpiringFiles at(Instant time) {
        return new ExpiringFiles(folder, Clock.fixed(time, ZoneOffset.UTC));
    }
}
