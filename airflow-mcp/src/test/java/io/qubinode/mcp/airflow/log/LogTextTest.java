package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Frame;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogTextTest {

    /** The beginning of every log of Airflow 3.3.2. */
    @Test
    void leavesOutAirflowsPreparationsAndTheirPaths() {
        assertThat(lines(
                        said("::group::Log message source details"),
                        said("/opt/airflow/logs/dag_id=backup/attempt=1.log"),
                        said("::endgroup::"),
                        said("::group::Pre Execute"),
                        said("Task instance is in running state"),
                        said("::endgroup::"),
                        said("copying")))
                .containsExactly("copying");
    }

    @Test
    void keepsWhatATaskPutsIntoAGroupOfItsOwn() {
        assertThat(lines(said("::group::Details"), said("inside"), said("::endgroup::"), said("after")))
                .containsExactly("Details", "inside", "after");
    }

    @Test
    void endsAGroupOfAirflowsWithTheNextGroup() {
        assertThat(lines(
                        said("::group::Pre Execute"),
                        said("preparing"),
                        said("::group::Details"),
                        said("inside"),
                        said("::endgroup::"),
                        said("after")))
                .containsExactly("Details", "inside", "after");
    }

    @Test
    void showsWhatATaskPrintsWhileAirflowPrepares() {
        var printed =
                new LogEvent(Optional.empty(), Optional.empty(), "mine", Map.of(), List.of(), LogEvent.Origin.TASK);
        assertThat(lines(said("::group::Pre Execute\nTask Identity"), said("Airflow's"), printed, said("::endgroup::")))
                .containsExactly("mine");
    }

    @Test
    void putsTimeAndLevelBeforeEachLineOfAnEvent() {
        var event = new LogEvent(
                Optional.of(Instant.parse("2026-11-24T05:06:07.891Z")), Optional.of("warning"), "one\ntwo", List.of());
        assertThat(lines(event)).containsExactly("05:06:07 WARNING one", "05:06:07 WARNING two");
    }

    @Test
    void masksASecretThatTheCutWouldHalve() {
        String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.s5vXyz-abc";
        String line = lines(said("x".repeat(1_980) + " " + jwt + " ")).getFirst();
        assertThat(line).doesNotContain("eyJ").contains("x *** ");
    }

    @Test
    void leavesTheUsualLevelOut() {
        assertThat(lines(new LogEvent(Optional.empty(), Optional.of("info"), "one", List.of())))
                .containsExactly("one");
    }

    @Test
    void showsAnExceptionWithWhatCausedIt() {
        var event = new LogEvent(
                Optional.empty(),
                Optional.of("error"),
                "Task failed with exception",
                List.of(
                        new Raised(
                                "AirflowException", "could not copy", false, List.of(frame("/opt/dags/backup.py", 12))),
                        new Raised("OSError", "disk full", true, List.of(frame("/opt/dags/disk.py", 3)))));
        assertThat(lines(event))
                .containsExactly(
                        "ERROR Task failed with exception",
                        "AirflowException: could not copy",
                        "    at copy (backup.py:12)",
                        "caused by OSError: disk full",
                        "    at copy (disk.py:3)");
    }

    @Test
    void showsTheInnermostFramesOfTheDagsOwnCode() {
        var frames = Stream.concat(
                        IntStream.rangeClosed(1, 8).mapToObj(line -> frame("/opt/dags/own.py", line)),
                        Stream.of(frame("/usr/lib/site-packages/airflow/x.py", 99)))
                .toList();
        List<String> lines = lines(new LogEvent(
                Optional.empty(), Optional.empty(), "failed", List.of(new Raised("OSError", "full", false, frames))));
        assertThat(lines).hasSize(2 + 5).last().isEqualTo("    at copy (own.py:8)");
    }

    @Test
    void showsALibrarysFramesWhenThereAreNoOthers() {
        var frames = List.of(frame("/usr/lib/site-packages/airflow/x.py", 99));
        assertThat(lines(new LogEvent(
                        Optional.empty(),
                        Optional.empty(),
                        "failed",
                        List.of(new Raised("OSError", "", false, frames)))))
                .last()
                .isEqualTo("    at copy (x.py:99)");
    }

    @Test
    void cutsALineThatIsVeryLongAndSaysHowLongItIs() {
        var window = LogWindow.ofLast(10);
        window.accept(said("x".repeat(100_000)));
        assertThat(window.text())
                .hasSizeLessThan(2_100)
                .endsWith("… (characters 1 to 2000 of 100000; cursor \"1:2000\" reads on)");
    }

    @Test
    void showsTheExceptionOfAnEventWithoutText() {
        var event = new LogEvent(
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(new Raised("OSError", "full", false, Collections.emptyList())));
        assertThat(lines(event)).containsExactly("OSError: full");
    }

    @Test
    void showsAFailureBeforeTheTasksOwnCodeAndCountsWhatIsHidden() {
        var text = new LogText(false);
        var shown = Stream.of(
                        said("::group::Pre Execute"),
                        said("preparing"),
                        said("still\npreparing"),
                        new LogEvent(Optional.empty(), Optional.of("error"), "Task failed", List.of()),
                        said("after"))
                .flatMap(event -> text.linesOf(event).stream())
                .map(LogLine::shown);
        assertThat(shown).containsExactly("ERROR Task failed", "after");
        assertThat(text.hidden()).isEqualTo(3);
    }

    @Test
    void appendsWhatALoggerWasGivenBesideTheText() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("exit_code", "3");
        fields.put("target", "/srv/web \"1\"\n\r");
        fields.put("hosts", "[\"a\",\"b\"]");
        assertThat(lines(new LogEvent(
                        Optional.empty(), Optional.empty(), "exited", fields, List.of(), LogEvent.Origin.EITHER)))
                .containsExactly("exited exit_code=3 target=\"/srv/web \\\"1\\\"\\n\" hosts=[\"a\",\"b\"]");
    }

    @Test
    void showsNotesMembersAndContextsOfExceptions() {
        var member = new Raised("OSError", "web1 is down", false, List.of());
        var group = new Raised(
                "ExceptionGroup", "two failed", false, List.of("look at\nboth"), List.of(), List.of(List.of(member)));
        var context = new Raised("KeyError", "'web1'", false, List.of());
        assertThat(lines(new LogEvent(Optional.empty(), Optional.empty(), "", List.of(group, context))))
                .containsExactly(
                        "ExceptionGroup: two failed",
                        "    note: look at",
                        "    both",
                        "    [1] OSError: web1 is down",
                        "while handling KeyError: 'web1'");
    }

    private static Frame frame(String file, int line) {
        return new Frame(file, line, "copy");
    }

    private static LogEvent said(String text) {
        return new LogEvent(Optional.empty(), Optional.empty(), text, List.of());
    }

    private static List<String> lines(LogEvent... events) {
        var text = new LogText(false);
        return Stream.of(events)
                .flatMap(event -> text.linesOf(event).stream())
                .map(LogLine::shown)
                .toList();
    }
}
