package io.qubinode.mcp.assistant.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.LabStatusSource.FailedRun;
import io.qubinode.mcp.assistant.status.LabStatusSource.Told;
import io.qubinode.mcp.assistant.status.LabStatusSource.TroubledMachine;
import io.qubinode.mcp.assistant.status.LabStatusSource.Workflows;
import io.qubinode.mcp.assistant.status.StatusTools.StatusReport;
import io.qubinode.mcp.security.core.ServiceIdentity;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at everything at once, and no more often than makes sense; what hangs costs no more time than it is given. */
@Singleton
public final class ProjectStatus {

    private static final List<String> ORDER =
            List.of("ai-assistant-mcp", "documents", "model", "airflow-mcp", "airflow", "libvirt");

    private static final int MOST_LISTED = 20;

    private final String service;
    private final Deployment deployed;
    private final List<ComponentProbe> probes;
    private final LabStatusSource lab;
    private final Duration timeout;
    // One entry: who asks while a look continues, waits for it.
    private final Cache<String, StatusReport> reports;

    @Inject
    ProjectStatus(
            ServiceIdentity service,
            Deployment deployed,
            Instance<ComponentProbe> probes,
            LabStatusSource lab,
            StatusConfig config) {
        this(service.name(), deployed, probes.stream().toList(), lab, config.timeout(), config.cache());
    }

    ProjectStatus(
            String service,
            Deployment deployed,
            List<ComponentProbe> probes,
            LabStatusSource lab,
            Duration timeout,
            Duration cached) {
        this.service = service;
        this.deployed = deployed;
        this.probes = probes;
        this.lab = lab;
        this.timeout = timeout;
        this.reports = Caffeine.newBuilder().expireAfterWrite(cached).build();
    }

    StatusReport report() {
        return reports.get(service, name -> look());
    }

    private StatusReport look() {
        var sweep = new ParallelProbe(timeout);
        Map<ComponentProbe, Supplier<List<Component>>> looks = new LinkedHashMap<>();
        probes.forEach(probe ->
                looks.put(probe, sweep.start(probe.name(), () -> timed(probe), problem -> down(probe, problem))));
        Supplier<Workflows> workflows = sweep.start("workflows", lab::workflows, Workflows::unknown);
        Supplier<Told<TroubledMachine>> machines = sweep.start("machines", lab::troubledMachines, Told::nothing);

        var itsOwn = new ArrayList<Component>(List.of(Component.up(service, Optional.of(deployed.version()))));
        var ofOthers = new ArrayList<Component>();
        looks.forEach((probe, result) ->
                result.get().forEach(part -> (part.name().equals(probe.name()) ? itsOwn : ofOthers).add(part)));
        List<Component> components = inOrder(ofOthers, itsOwn);
        Workflows ofAirflow = workflows.get();
        Told<FailedRun> failed = ofAirflow.failedRuns();
        int broken = ofAirflow.brokenFiles();
        Told<TroubledMachine> troubled = machines.get();
        return new StatusReport(
                StatusSummary.of(components, failed.items(), broken, troubled.items()),
                deployed,
                components,
                failed.items().stream().map(FailedRun::dagId).limit(MOST_LISTED).toList(),
                troubled.items().stream().limit(MOST_LISTED).toList(),
                broken == 0 ? Optional.empty() : Optional.of(broken),
                Optional.of(gaps(failed, troubled)).filter(gaps -> !gaps.isEmpty()),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static List<String> gaps(Told<FailedRun> failed, Told<TroubledMachine> troubled) {
        return Stream.concat(
                        failed.gap().map(gap -> "Failed runs: " + gap).stream(),
                        troubled.gap().map(gap -> "Machines in trouble: " + gap).stream())
                .toList();
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

    private static List<Component> down(ComponentProbe probe, String problem) {
        return List.of(Component.troubled(
                probe.name(), State.DOWN, problem, "Check whether it is running, and look at its log."));
    }

    /** What the user of a part tells of it counts more than our own look: it has the credentials. */
    private static List<Component> inOrder(List<Component> ofOthers, List<Component> itsOwn) {
        var byName = new LinkedHashMap<String, Component>();
        Stream.concat(ofOthers.stream(), itsOwn.stream())
                .forEach(part -> byName.merge(
                        part.name(),
                        part,
                        (one, other) -> one.state() == State.NOT_CONFIGURED ? other : one.completedBy(other)));
        return byName.values().stream()
                .sorted(Comparator.comparingInt(ProjectStatus::place).thenComparing(Component::name))
                .toList();
    }

    private static int place(Component part) {
        int place = ORDER.indexOf(part.name());
        return place < 0 ? ORDER.size() : place;
    }
}
