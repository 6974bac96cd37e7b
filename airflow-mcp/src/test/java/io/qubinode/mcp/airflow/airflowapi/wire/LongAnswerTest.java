package io.qubinode.mcp.airflow.airflowapi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.qubinode.mcp.security.backend.AnswerTooLarge;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LongAnswerTest {

    private static final LongAnswer<WirePage<WireDagRun>> RUNS = LongAnswer.pageOf(WireDagRun.class);
    private static final LongAnswer<WireDagRun> SHOWN =
            LongAnswer.of(WireDagRun.class).keeping(BoundedValue.SHOWN);
    private static final LongAnswer<WireDagRun> WHOLE =
            LongAnswer.of(WireDagRun.class).keeping(BoundedValue.WHOLE);

    // Of a text as long as this Jackson itself refuses to make a string.
    private static final int LONG = 32 << 20;
    private static final String RUN =
            "{\"dag_id\":\"backup\",\"dag_run_id\":\"r\",\"state\":\"failed\",\"run_type\":\"manual\",\"conf\":";

    @Test
    void skipsTheConfOfListedRunsHoweverLargeItIs() {
        InputStream answer =
                joined(text("{\"dag_runs\":[" + RUN + "{\"a\":\""), many(LONG), text("\"}}],\"total_entries\":1}"));
        WirePage<WireDagRun> runs = RUNS.read(answer);
        assertThat(runs.items()).hasSize(1);
        assertThat(runs.items().getFirst().toRunDetails().conf()).isEmpty();
        assertThat(runs.totalEntries()).isEqualTo(1);
    }

    @Test
    void showsTheBeginningOfALargeConf() {
        var entries = IntStream.range(0, 100_000).mapToObj(i -> "\"k" + i + "\":" + i);
        String conf = "{\"name\":\"web1\",\"text\":\"" + "x".repeat(1 << 20) + "\",\"list\":[" + "1,".repeat(99_999)
                + "1]," + String.join(",", entries.toList()) + "}";
        WireDagRun run = SHOWN.read(text(RUN + conf + "}"));
        assertThat(run.conf().path("name").asText()).isEqualTo("web1");
        assertThat(run.conf().path("text").asText()).isEqualTo("(not shown: 1048576 characters)");
        assertThat(run.conf().toString()).hasSizeLessThan(64 << 10).contains("(the rest is not shown)");
    }

    @Test
    void showsARunHoweverLongATextOfItsConfIs() {
        WireDagRun run =
                SHOWN.read(joined(text(RUN + "{\"name\":\"web1\",\"a\":\""), many(LONG), text("\",\"b\":2}}")));
        assertThat(run.conf().toString())
                .isEqualTo("{\"name\":\"web1\",\"a\":\"(not shown: more than 4194304 characters)\",\"b\":2}");
    }

    @Test
    void refusesALongTextThatIsNeeded() {
        InputStream answer =
                joined(text("{\"dag_runs\":[{\"dag_id\":\""), many(LONG), text("\"}],\"total_entries\":1}"));
        assertThatThrownBy(() -> RUNS.read(answer))
                .satisfies(e -> assertThat(AnswerTooLarge.caused(e)).isTrue());
    }

    @Test
    void listsRunsHoweverDeepTheirConfIsNested() {
        String conf = "{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        assertThat(RUNS.read(text("{\"dag_runs\":[" + RUN + conf + "}],\"total_entries\":1}"))
                        .items())
                .hasSize(1);
        assertThat(SHOWN.read(text(RUN + conf + "}")).dagRunId()).isEqualTo("r");
    }

    @Test
    void readsAConfThatWeMayHaveSentAsItIs() {
        String text = "x".repeat(60 << 10);
        WireDagRun run = WHOLE.read(text(RUN + "{\"a\":\"" + text + "\",\"b\":[1.5,null]}}"));
        assertThat(run.toRunDetails().conf().path("a").asText()).isEqualTo(text);
        assertThat(run.toRunDetails().conf().path("b").toString()).isEqualTo("[1.5,null]");
        assertThat(WHOLE.read(text(RUN + "null}")).toRunDetails().conf())
                .isEqualTo(JsonNodeFactory.instance.objectNode());
    }

    @Test
    void keepsOnlySoMuchOfAListWithoutEnd() {
        var read = new AtomicLong();
        byte[] run = (RUN + "{}},").getBytes(StandardCharsets.UTF_8);
        InputStream answer = joined(text("{\"dag_runs\":["), new InputStream() {
            @Override
            public int read() {
                return run[(int) (read.getAndIncrement() % run.length)];
            }
        });
        assertThatThrownBy(() -> RUNS.read(answer))
                .satisfies(e -> assertThat(AnswerTooLarge.caused(e)).isTrue());
        assertThat(read.get()).isLessThan(16 << 20);
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream many(int letters) {
        byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        return new SequenceInputStream(Collections.enumeration(Stream.generate(() -> new ByteArrayInputStream(piece))
                .limit(letters / piece.length)
                .toList()));
    }

    private static InputStream joined(InputStream... parts) {
        return new SequenceInputStream(Collections.enumeration(List.of(parts)));
    }
}
