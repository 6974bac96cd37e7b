package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** A file for each object, in a folder that one service has for itself. The oldest go when there are too many. */
public final class ExpiringFiles implements ExpiringStore {

    private static final Logger LOG = Logger.getLogger(ExpiringFiles.class);
    private static final String SUFFIX = ".json";
    private static final String AT = "written_at";
    private static final int MOST = 20_000;
    /** After so many writes, what is too old is looked for. */
    private static final int LOOK_EVERY = 500;

    private final DurableFolder folder;
    private final Clock clock;
    private int written;

    public ExpiringFiles(Path folder, Clock clock) {
        this.folder = new DurableFolder(folder);
        this.clock = clock;
    }

    @Override
    public Optional<ObjectNode> find(String name) throws IOException {
        return folder.read(name + SUFFIX)
                .flatMap(content -> ToolJson.object(new String(content, StandardCharsets.UTF_8)))
                .filter(object -> Instant.parse(object.path(AT).asText()).isAfter(oldest()))
                .map(object -> object.without(AT));
    }

    @Override
    public void put(String name, ObjectNode object) throws IOException {
        forgetTheOldest();
        ObjectNode dated = object.deepCopy().put(AT, clock.instant().toString());
        folder.write(name + SUFFIX, ToolJson.MAPPER.writeValueAsBytes(dated));
    }

    @Override
    public void remove(String name) throws IOException {
        folder.remove(name + SUFFIX);
    }

    private Instant oldest() {
        return clock.instant().minus(KEPT);
    }

    private synchronized void forgetTheOldest() throws IOException {
        if (written++ % LOOK_EVERY != 0) {
            return;
        }
        Map<Path, Long> times = folder.files(SUFFIX).stream()
                .collect(Collectors.toMap(file -> file, file -> file.toFile().lastModified()));
        List<Path> newestFirst = times.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
        for (int i = 0; i < newestFirst.size(); i++) {
            Path file = newestFirst.get(i);
            if (i >= MOST || times.get(file) < oldest().toEpochMilli()) {
                LOG.debugf("%s is forgotten", file);
                Files.deleteIfExists(file);
            }
        }
    }
}
