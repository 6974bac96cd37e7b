package io.qubinode.mcp.assistant.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.status.Component.State;
import io.qubinode.mcp.assistant.status.LabStatusSource.FailedRun;
import io.qubinode.mcp.assistant.status.LabStatusSource.Told;
import io.qubinode.mcp.assistant.status.LabStatusSource.TroubledMachine;
import io.qubinode.mcp.assistant.status.LabStatusSource.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProjectStatusTest {

    private static final Deployment DEPLOYED = new Deployment("1", Optional.of("526dda6"), "prod", Instant.EPOCH);
    private static final Duration NOT_CACHED = Duration.ZERO;

    @Test
    void looksAtAllPartsAtOnce() {
        var together = new CyclicBarrier(3);
        Supplier<List<Component>> meets = () -> {
            try {
                together.await(10, TimeUnit.SECONDS);
                return List.of();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        var report = status(Duration.ofSeconds(20), probe("a", meets), probe("b", meets), probe("c", meets))
                .report();
        assertThat(report.components()).extracting(Component::name).containsExactly("ai-assistant-mcp");
    }

    @Test
    void answersWithoutAPartThatHangs() throws InterruptedException {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var report = status(
                        Duration.ofMillis(50),
                        probe("airflow-mcp", () -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return List.of();
                        }),
                        up("documents"))
                .report();
        assertThat(report.components())
                .extracting(Component::name, Component::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ai-assistant-mcp", State.UP),
                        org.assertj.core.groups.Tuple.tuple("documents", State.UP),
                        org.assertj.core.groups.Tuple.tuple("airflow-mcp", State.DOWN));
        assertThat(report.components().getLast().problem()).contains("It did not answer within 50 ms.");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesAProbeThatFailsForAPartThatIsDown() {
        var report = status(Duration.ofSeconds(5), probe("model", () -> {
                    throw new IllegalStateException("/a/secret/path");
                }))
                .report();
        assertThat(report.components().getLast().state()).isEqualTo(State.DOWN);
        assertThat(report.components().getLast().problem())
                .hasValueSatisfying(text -> assertThat(text).doesNotContain("secret"));
    }

    @Test
    void prefersOfTwoWhoTellOfAPartTheOneWhoKnowsIt() {
        var report = status(
                        Duration.ofSeconds(5),
                        probe("airflow", () -> List.of(Component.troubled("airflow", State.NOT_CONFIGURED, "no", ""))),
                        probe("airflow-mcp", () -> List.of(Component.up("airflow", Optional.of("3.3.2")))))
                .report();
        assertThat(report.components().getLast().version()).contains("3.3.2");
        assertThat(report.components()).hasSize(2);
    }

    @Test
    void completesWhatOneTellsByWhatTheOtherSaw() {
        var report = status(
                        Duration.ofSeconds(5),
                        probe("airflow", () -> List.of(Component.up("airflow", Optional.empty()))),
                        probe("airflow-mcp", () -> List.of(Component.up("airflow", Optional.of("3.3.2")))))
                .report();
        assertThat(report.components().getLast().version()).contains("3.3.2");
        assertThat(report.components().getLast().latencyMs()).isPresent();
    }

    @Test
    void tellsWhatRunsAndWhatIsWrongInTheLab() {
        var lab = new TestLab(
                new Workflows(new Told<>(List.of(new FailedRun("backup")), Optional.empty()), 2),
                new Told<>(List.of(new TroubledMachine("web1", "crashed")), Optional.of("page 2 is missing.")));
        var report = status(Duration.ofSeconds(5), lab, NOT_CACHED).report();
        assertThat(report.deployed()).isEqualTo(DEPLOYED);
        assertThat(report.failedRuns()).containsExactly("backup");
        assertThat(report.troubledMachines()).extracting(TroubledMachine::name).containsExactly("web1");
        assertThat(report.gaps().orElseThrow()).containsExactly("Machines in trouble: page 2 is missing.");
        assertThat(report.summary())
                .isEqualTo("All 1 configured parts are up; DAGs whose newest run failed: 1; DAG files that cannot be"
                        + " read: 2; machines in trouble: 1.");
    }

    @Test
    void looksOnceForAllWhoAskWithinAWhile() throws Exception {
        var looks = new AtomicInteger();
        var status = status(
                Duration.ofSeconds(5),
                new TestLab(Workflows.unknown("none."), Told.nothing("none.")),
                Duration.ofHours(1),
                probe("documents", () -> {
                    looks.incrementAndGet();
                    return List.of();
                }));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(status::report);
            }
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void looksAgainAfterThat() {
        var looks = new AtomicInteger();
        var status = status(Duration.ofSeconds(5), probe("documents", () -> {
            looks.incrementAndGet();
            return List.of();
        }));
        status.report();
        status.report();
        assertThat(looks).hasValue(2);
    }

    @Test
    void answersWithoutALabThatHangs() {
        var never = new CountDownLatch(1);
        var lab = new LabStatusSource() {
            @Override
            public Workflows workflows() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Workflows.unknown("late");
            }

            @Override
            public Told<TroubledMachine> troubledMachines() {
                return new Told<>(List.of(new TroubledMachine("web1", "crashed")), Optional.empty());
            }
        };
        var report = status(Duration.ofMillis(100), lab, NOT_CACHED).report();
        assertThat(report.troubledMachines()).hasSize(1);
        assertThat(report.gaps().orElseThrow()).containsExactly("Failed runs: It did not answer within 100 ms.");
    }

    @Test
    void sumsUpInOneSentence() {
        var report = status(
                        Duration.ofSeconds(5),
                        up("documents"),
                        probe("airflow", () -> List.of(Component.troubled("airflow", State.DOWN, "x", "y"))),
                        probe("model", () -> List.of(Component.troubled("model", State.NOT_CONFIGURED, "x", "y"))))
                .report();
        assertThat(report.summary()).isEqualTo("2 of 3 parts are up; down: airflow; not configured: model.");
    }

    private static ProjectStatus status(Duration timeout, ComponentProbe... probes) {
        return status(timeout, new TestLab(Workflows.unknown("none."), Told.nothing("none.")), NOT_CACHED, probes);
    }

    private static ProjectStatus status(
            Duration timeout, LabStatusSource lab, Duration cached, ComponentProbe... probes) {
        return new ProjectStatus("ai-assistant-mcp", DEPLOYED, List.of(probes), lab, timeout, cached);
    }

    private record TestLab(Workflows workflows, Told<TroubledMachine> troubledMachines) implements LabStatusSource {}

    private static ComponentProbe up(String name) {
        return probe(name, () -> List.of(Component.up(name, Optional.empty())));
    }

    private static ComponentProbe probe(String name, Supplier<List<Component>> look) {
        return new ComponentProbe() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Component> look() {
                return look.get();
            }
        };
    }
}
