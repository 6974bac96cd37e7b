package io.qubinode.mcp.endpoints.mcp.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Stores;
import io.qubinode.mcp.security.task.TaskView;
import io.qubinode.mcp.security.task.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskWatchTest {

    private static final Caller ALICE = new Caller("alice", "api_key", Permission.EXECUTE);
    private static final Caller BOB = new Caller("bob", "api_key", Permission.EXECUTE);

    private final Map<String, ObjectNode> kept = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final List<String> read = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final ExpiringStore store = new ExpiringStore() {
        @Override
        public Optional<ObjectNode> find(String name) throws IOException {
            read.add(name);
            if (unreadable.contains(name)) {
                throw new IOException("Redis cannot be used");
            }
            return Optional.ofNullable(kept.get(name));
        }

        @Override
        public boolean add(String name, ObjectNode object) {
            return kept.putIfAbsent(name, object) == null;
        }

        @Override
        public void put(String name, ObjectNode object) {
            kept.put(name, object);
        }

        @Override
        public void remove(String name) {
            kept.remove(name);
        }

        @Override
        public String place() {
            return "a map";
        }
    };
    private final TaskWatch watch = new TaskWatch(new Tasks(null, Stores.ofOne(store, store), Duration.ZERO));
    private final Lines log = new Lines();

    @BeforeEach
    void keepTasks() {
        Stream.of("a", "b").forEach(id -> kept.put(ExpiringStore.name(ALICE.id(), id), lost()));
        Logger.getLogger(TaskWatch.class.getName()).addHandler(log);
    }

    @AfterEach
    void stopReadingTheLog() {
        Logger.getLogger(TaskWatch.class.getName()).removeHandler(log);
    }

    @Test
    void looksOnceAtATaskThatManyStreamsOfAClientWatch() {
        watch.look(List.of(watcher(ALICE, "a"), watcher(ALICE, "a"), watcher(BOB, "a")));
        assertThat(told).containsExactly("alice a FAILED", "alice a FAILED", "bob a none");
        assertThat(read).hasSize(2);
    }

    @Test
    void tellsOfTheOthersWhenATaskCannotBeReadAndSaysSoOnce() {
        unreadable.add(ExpiringStore.name(ALICE.id(), "a"));
        var both = List.of(watcher(ALICE, "a", "b"), watcher(ALICE, "a", "b"));
        watch.look(both);
        watch.look(both);
        assertThat(told).hasSize(4).containsOnly("alice b FAILED");
        assertThat(log.all).containsExactly("Clients do not hear of some of their tasks");
        unreadable.clear();
        watch.look(both);
        watch.look(both);
        assertThat(told).contains("alice a FAILED");
        assertThat(log.all).last().isEqualTo("Clients hear of all their tasks again");
        assertThat(log.all).hasSize(2);
    }

    private static ObjectNode lost() {
        return ToolJson.MAPPER
                .createObjectNode()
                .put("created", "2026-12-01T00:00:00Z")
                .put("updated", "2026-12-01T00:00:00Z");
    }

    private TaskWatch.Watcher watcher(Caller caller, String... ids) {
        return new TaskWatch.Watcher() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public Set<String> watchedTasks() {
                return Set.of(ids);
            }

            @Override
            public void tellOfTask(String id, Optional<TaskView> now) {
                told.add(caller.client() + " " + id + " "
                        + now.map(task -> task.status().name()).orElse("none"));
            }
        };
    }

    private static final class Lines extends Handler {
        private final List<String> all = new ArrayList<>();

        @Override
        public void publish(LogRecord event) {
            all.add(event.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
