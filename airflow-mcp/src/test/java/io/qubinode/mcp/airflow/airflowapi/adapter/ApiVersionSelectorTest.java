package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiVersionSelectorTest {

    private final AtomicInteger detections = new AtomicInteger();
    private ApiVersion there = ApiVersion.V2;
    private ToolException failure;

    private final ApiVersionSelector generations = new ApiVersionSelector(this::detect, Duration.ofSeconds(5));
    private final List<ApiVersion> made = new CopyOnWriteArrayList<>();
    private final Named named = generations.choosing(Named.class, this::adapter);

    /** Any of the interfaces that have an adapter for each generation. */
    interface Named extends Supplier<String> {}

    @Test
    void asksOnceForManyThreadsAndOnlyWhenSomethingIsAsked() throws Exception {
        assertThat(detections).hasValue(0);
        assertThat(made).isEmpty();
        Callable<String> call = named::get;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each :
                    threads.invokeAll(Stream.generate(() -> call).limit(50).toList())) {
                assertThat(each.get()).isEqualTo("V2");
            }
        }
        assertThat(detections).hasValue(1);
        assertThat(made).containsExactly(ApiVersion.V2);
    }

    @Test
    void asksAgainWhileAirflowIsDown() {
        failure = AirflowErrors.tooSlow(null);
        assertThatThrownBy(named::get).isSameAs(failure);
        assertThatThrownBy(named::get).isSameAs(failure);
        failure = null;
        assertThat(named.get()).isEqualTo("V2");
        assertThat(detections).hasValue(3);
    }

    @Test
    void asksAgainWhenTheApiIsGoneAndPassesTheCallOnToTheOther() {
        assertThat(named.get()).isEqualTo("V2");
        there = ApiVersion.V1;
        assertThat(named.get()).isEqualTo("V1");
        assertThat(named.get()).isEqualTo("V1");
        assertThat(detections).hasValue(2);
    }

    @Test
    void saysThatItIsNoAirflowWhenTheApiIsGoneAndThereIsNoOther() {
        Named nothing = generations.choosing(Named.class, generation -> ApiVersionSelectorTest::unknown);
        assertThatThrownBy(nothing::get).isInstanceOf(ToolException.class).hasMessageContaining("not its REST API");
        assertThat(detections).hasValue(2);
    }

    private Named adapter(ApiVersion of) {
        made.add(of);
        return () -> answer(of);
    }

    private ApiVersion detect() {
        detections.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        return there;
    }

    private String answer(ApiVersion asked) {
        return asked == there ? asked.name() : unknown();
    }

    private static String unknown() {
        throw new OtherApiVersion(AirflowErrors.notAirflow(null));
    }
}
