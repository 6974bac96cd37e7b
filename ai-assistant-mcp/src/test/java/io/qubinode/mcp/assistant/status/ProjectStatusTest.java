package io.qubinode.mcp.assistant.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.status.Component.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProjectStatusTest {

    private static final Component ITSELF = Component.up("ai-assistant-mcp", Optional.of("1"));

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
        assertThat(report.components()).containsExactly(ITSELF);
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
                        probe("airflow", () -> List.of(Component.troubled("airflow", State.NOT_CONFIGURED, "no"))),
                        probe("airflow-mcp", () -> List.of(Component.up("airflow", Optional.of("3.3.2")))))
                .report();
        assertThat(report.components().getLast().version()).contains("3.3.2");
        assertThat(report.components()).hasSize(2);
    }

    @Test
    void sumsUpInOneSentence() {
        var report = status(
                        Duration.ofSeconds(5),
                        up("documents"),
                        probe("airflow", () -> List.of(Component.troubled("airflow", State.DOWN, "x"))),
                        probe("model", () -> List.of(Component.troubled("model", State.NOT_CONFIGURED, "x"))))
                .report();
        assertThat(report.summary()).isEqualTo("2 of 3 parts are up; down: airflow; not configured: model.");
    }

    private static ProjectStatus status(Duration timeout, ComponentProbe... probes) {
        return new ProjectStatus(ITSELF, List.of(probes), timeout);
    }

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
