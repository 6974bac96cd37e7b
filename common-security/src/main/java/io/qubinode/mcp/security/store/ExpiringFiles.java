package io.qubinode.mcp.security.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A file for each object, in a folder that one service has for itself. When there are too many, the oldest go of the owner with most. */
public final class ExpiringFiles implements ExpiringStore {

    private static final String SUFFIX = ".json";
    private static final String AT = "written_at";
    private static final int MOST = 20_000;
    /** After so many writes, what is too old is looked for. */
    private static final int LOOK_EVERY = 500;

    private final DurableFolder folder;
    private final Clock clock;
    private final int most;
    private int written;

    public ExpiringFiles(Path folder, Clock clock) {
        this(folder, clock, MOST);
    }

    ExpiringFiles(Path folder, Clock clock, int most) {
        this.most = most;
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
    public boolean add(String name, ObjectNode object) throws IOException {
        boolean isNew = find(name).isEmpty();
        if (isNew) {
            put(name, object);
        }
        return isNew;
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

    @Override
    public String place() {
        return "the disk of the audit file";
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
        var left = new ArrayList<Path>();
        for (var file : times.entrySet()) {
            if (file.getValue() < oldest().toEpochMilli()) {
                Files.deleteIfExists(file.getKey());
            } else {
                left.add(file.getKey());
            }
        }
        left.sort(Comparator.comparing(times::get));
        Map<String, Deque<Path>> oldestFirst = left.stream()
                .collect(Collectors.groupingBy(ExpiringFiles::owner, Collectors.toCollection(ArrayDeque::new)));
        for (int tooMany = left.size() - most; tooMany > 0; tooMany--) {
            Deque<Path> ofTheOwnerWithMost = Collections.max(oldestFirst.values(), Comparator.comparing(Deque::size));
            Files.deleteIfExists(ofTheOwnerWithMost.removeFirst());
        }
    }

    private static String owner(Path file) {
        return ExpiringStore.owner(file.getFileName().toString());
    }
}
