package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.StatusTools.StatusReport;
import io.qubinode.mcp.security.config.ServiceIdentity;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Looks at all parts at once; one that hangs costs no more time than it is given. */
@Singleton
public final class ProjectStatus {

    private static final Logger LOG = Logger.getLogger(ProjectStatus.class);

    private static final List<String> ORDER =
            List.of("ai-assistant-mcp", "documents", "model", "airflow-mcp", "airflow", "libvirt");

    private final Component itself;
    private final List<ComponentProbe> probes;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Inject
    ProjectStatus(
            ServiceIdentity service,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Instance<ComponentProbe> probes,
            StatusConfig config) {
        this(Component.up(service.name(), Optional.of(version)), probes.stream().toList(), config.timeout());
    }

    ProjectStatus(Component itself, List<ComponentProbe> probes, Duration timeout) {
        this.itself = itself;
        this.probes = probes;
        this.timeout = timeout;
    }

    StatusReport report() {
        Map<ComponentProbe, Future<List<Component>>> running = new LinkedHashMap<>();
        probes.forEach(probe -> running.put(probe, threads.submit(() -> timed(probe))));
        long deadline = System.nanoTime() + timeout.toNanos();
        var itsOwn = new ArrayList<Component>(List.of(itself));
        var ofOthers = new ArrayList<Component>();
        running.forEach((probe, result) -> {
            for (Component part : await(probe, result, deadline - System.nanoTime())) {
                (part.name().equals(probe.name()) ? itsOwn : ofOthers).add(part);
            }
        });
        List<Component> components = inOrder(ofOthers, itsOwn);
        return new StatusReport(summary(components), components);
    }

    private static List<Component> timed(ComponentProbe probe) {
        long start = System.nanoTime();
        List<Component> seen = probe.look();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return seen.stream()
                .map(part -> part.name().equals(probe.name()) && part.state() != State.NOT_CONFIGURED
                        ? part.withLatency(milliseconds)
                        : part)
                .toList();
    }

    private List<Component> await(ComponentProbe probe, Future<List<Component>> result, long nanoseconds) {
        try {
            return result.get(Math.max(0, nanoseconds), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return down(probe, "It did not answer within " + timeout.toMillis() + " ms.");
        } catch (ExecutionException e) {
            LOG.errorf(e.getCause(), "Looking at %s failed", probe.name());
            return down(probe, "It could not be looked at; the log says why.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(probe, "It could not be looked at, for this server is stopping.");
        } finally {
            result.cancel(true);
        }
    }

    private static List<Component> down(ComponentProbe probe, String problem) {
        return List.of(Component.troubled(probe.name(), State.DOWN, problem));
    }

    /** What the user of a part tells of it counts more than our own look: it has the credentials. */
    private static List<Component> inOrder(List<Component> ofOthers, List<Component> itsOwn) {
        var byName = new LinkedHashMap<String, Component>();
        Stream.concat(ofOthers.stream(), itsOwn.stream())
                .forEach(part -> byName.merge(
                        part.name(), part, (one, other) -> one.state() == State.NOT_CONFIGURED ? other : one));
        return byName.values().stream()
                .sorted(Comparator.comparingInt(ProjectStatus::place).thenComparing(Component::name))
                .toList();
    }

    private static int place(Component part) {
        int place = ORDER.indexOf(part.name());
        return place < 0 ? ORDER.size() : place;
    }

    private static String summary(List<Component> components) {
        long configured = components.stream()
                .filter(part -> part.state() != State.NOT_CONFIGURED)
                .count();
        List<String> troubles = new ArrayList<>();
        name(components, State.DOWN, "down", troubles);
        name(components, State.DEGRADED, "degraded", troubles);
        name(components, State.NOT_CONFIGURED, "not configured", troubles);
        long up = components.stream().filter(part -> part.state() == State.UP).count();
        String first = up == configured
                ? "All " + up + " configured parts are up"
                : up + " of " + configured + " parts are up";
        return first + (troubles.isEmpty() ? "." : "; " + String.join("; ", troubles) + ".");
    }

    private static void name(List<Component> components, State state, String word, List<String> troubles) {
        String names = components.stream()
                .filter(part -> part.state() == state)
                .map(Component::name)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            troubles.add(word + ": " + names);
        }
    }
}
