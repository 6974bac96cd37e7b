package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.airflowapi.LogEvent;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Frame;
import io.qubinode.mcp.airflow.airflowapi.LogEvent.Raised;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The logs are Airflow 2.11.2's, shortened. */
class TextLogTest {

    private static final String BEGINNING = """
            worker-1
             INFO - ::group::Log message source details
            *** Found local files:
            ***   * /opt/airflow/logs/dag_id=backup/attempt=1.log
             INFO - ::endgroup::
            [2026-11-24T05:00:01.220+0000] {local_task_job_runner.py:123} INFO - ::group::Pre task execution logs
            [2026-11-24T05:00:01.227+0000] {taskinstance.py:2632} INFO - Dependencies all met for ti=<TaskInstance: x>
            [2026-11-24T05:00:01.291+0000] {taskinstance.py:740} INFO - ::endgroup::
            """;

    private final List<LogEvent> events = new ArrayList<>();

    @Test
    void givesTimeLevelAndTextOfWhatTheTaskSaid() {
        read(BEGINNING + """
                [2026-11-24T05:00:02.004+0000] {logging_mixin.py:190} INFO - copying
                [2026-11-24T07:00:03.500+0200] {backup.py:12} WARNING - disk is nearly full
                """);
        assertThat(events).hasSize(2);
        assertThat(events.getFirst().time()).contains(Instant.parse("2026-11-24T05:00:02.004Z"));
        assertThat(events.getFirst().level()).contains("info");
        assertThat(events.getFirst().text()).isEqualTo("copying");
        assertThat(events.getLast().time()).contains(Instant.parse("2026-11-24T05:00:03.500Z"));
        assertThat(events.getLast().level()).contains("warning");
    }

    @Test
    void readsTimesWithAsManyDigitsAsAirflowIsToldToWrite() {
        read(BEGINNING + """
            [2026-11-24T05:00:02.004321+0000] {backup.py:12} INFO - microseconds
            [2026-11-24T05:00:02+0000] {backup.py:13} INFO - seconds
            [2026-11-24T05:00:02:004+0000] {backup.py:14} INFO - something else
            """);
        assertThat(events).extracting(LogEvent::text).containsExactly("microseconds", "seconds", "something else");
        assertThat(events.getFirst().time()).contains(Instant.parse("2026-11-24T05:00:02.004321Z"));
        assertThat(events.get(1).time()).contains(Instant.parse("2026-11-24T05:00:02Z"));
        assertThat(events.getLast().time()).isEmpty();
    }

    @Test
    void cutsALineThatIsLongerThanAnybodyReads() throws IOException {
        var lines =
                new BoundedLines(new StringReader("a\r\nb\rc\n\n" + "x".repeat(BoundedLines.LONGEST + 1) + "\nlast"));
        assertThat(Stream.generate(() -> next(lines)).limit(4))
                .containsExactly("a", "b\rc", "", "x".repeat(BoundedLines.LONGEST) + " … (the rest is not shown)");
        assertThat(lines.next()).isEqualTo("last");
        assertThat(lines.next()).isNull();
    }

    private static String next(BoundedLines lines) {
        try {
            return lines.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsAnExceptionAndItsCauseOutermostFirst() {
        read(BEGINNING + """
                [2026-11-24T05:00:03.004+0000] {taskinstance.py:3337} ERROR - Task failed with exception
                Traceback (most recent call last):
                  File "/opt/airflow/dags/backup.py", line 35, in check
                    raise Full(f"{disk} is full")
                          ^^^^^^^^^^^^^^^^^^^^^^
                unusual_prefix_ccc319_backup.Full: /srv is full
                The above exception was the direct cause of the following exception:
                Traceback (most recent call last):
                  File "/opt/site-packages/airflow/models/taskinstance.py", line 776, in _execute_task
                    result = _execute_callable(context=context)
                  File "/opt/airflow/dags/backup.py", line 58, in copy
                    raise OSError from full
                OSError
                [2026-11-24T05:00:03.021+0000] {local_task_job_runner.py:266} INFO - Task exited
                """);
        assertThat(events).hasSize(2);
        assertThat(events.get(1).text()).isEmpty();
        assertThat(events.get(1).level()).contains("error");
        assertThat(events.get(1).errors())
                .containsExactly(
                        new Raised(
                                "OSError",
                                "",
                                false,
                                List.of(
                                        new Frame(
                                                "/opt/site-packages/airflow/models/taskinstance.py",
                                                776,
                                                "_execute_task"),
                                        new Frame("/opt/airflow/dags/backup.py", 58, "copy"))),
                        new Raised(
                                "Full",
                                "/srv is full",
                                true,
                                List.of(new Frame("/opt/airflow/dags/backup.py", 35, "check"))));
    }

    @Test
    void keepsLinesThatHaveNoTime() {
        read(BEGINNING + """
                [2026-11-24T05:00:02.004+0000] {backup.py:12} INFO - found:
                one
                two
                """);
        assertThat(events).extracting(LogEvent::text).containsExactly("found:", "one", "two");
    }

    @Test
    void leavesOutWhatAirflowSaysAfterTheTaskButNotWhatCallbacksSay() {
        read(BEGINNING + """
                [2026-11-24T05:00:02.004+0000] {logging_mixin.py:190} INFO - copied
                [2026-11-24T05:00:02.104+0000] {taskinstance.py:3337} ERROR - Task failed with exception
                [2026-11-24T05:00:02.298+0000] {taskinstance.py:361} INFO - Marking task as FAILED. dag_id=backup
                [2026-11-24T05:00:02.298+0000] {taskinstance.py:349} INFO - ::group::Post task execution logs
                [2026-11-24T05:00:02.300+0000] {logging_mixin.py:190} INFO - on_failure_callback called
                [2026-11-24T05:00:02.309+0000] {standard_task_runner.py:124} ERROR - Failed to execute job 11
                Traceback (most recent call last):
                  File "/opt/site-packages/airflow/x.py", line 117, in _start_by_fork
                    ret = args.func(args, dag=self.dag)
                OSError: disk full
                [2026-11-24T05:00:02.316+0000] {local_task_job_runner.py:245} INFO - ::endgroup::
                """);
        assertThat(events)
                .extracting(LogEvent::text)
                .containsExactly("copied", "Task failed with exception", "on_failure_callback called");
    }

    @Test
    void keepsWhatFailsBeforeTheTaskBegins() {
        read("""
                [2026-11-24T05:00:01.220+0000] {local_task_job_runner.py:123} INFO - ::group::Pre task execution logs
                [2026-11-24T05:00:01.227+0000] {taskinstance.py:2632} INFO - Dependencies all met for ti=<TaskInstance: x>
                [2026-11-24T05:00:01.300+0000] {abstractoperator.py:7} ERROR - Exception rendering Jinja template
                Traceback (most recent call last):
                  File "/opt/site-packages/jinja2/environment.py", line 9, in handle_exception
                    raise rewrite_traceback_stack(source=source)
                UndefinedError: nope
                """);
        assertThat(events).extracting(LogEvent::text).containsExactly("Exception rendering Jinja template", "");
        assertThat(events.getLast().errors())
                .singleElement()
                .extracting(Raised::message)
                .isEqualTo("nope");
    }

    @Test
    void knowsATryThatHasNoLog() {
        TextLog log = read("""
                worker-1
                 INFO - ::group::Log message source details
                *** Log file not found on worker 'worker-1'. This attempt may have run on a different worker.
                 INFO - ::endgroup::
                """);
        assertThat(log.missing()).isTrue();
        assertThat(events).isEmpty();
        assertThat(read(BEGINNING).missing()).isFalse();
    }

    @Test
    void showsALogOfAnotherFormatAsItIs() {
        read("""
                worker-1
                *** Reading local file: /opt/airflow/logs/attempt=1.log
                05:00:02 copying
                """);
        assertThat(events).extracting(LogEvent::text).containsExactly("05:00:02 copying");
    }

    private TextLog read(String text) {
        var log = new TextLog(event -> {
            if (event.origin() != LogEvent.Origin.AIRFLOW) {
                events.add(event);
            }
        });
        text.lines().forEach(log::line);
        log.end();
        return log;
    }
}
