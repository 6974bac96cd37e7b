"""Workflows of an airflow whose logs are odd."""
import logging
import sys

from compat import DAG, BashOperator, task

KEY = "-----BEGIN RSA PRIVATE KEY-----"
BODY = "MIIEowIBAAKCAQEA7bq0b4S5mZr1yQ0bqv2u8x3T6v0p5cYk9sXG1dN2aQw4eRtU"


class Bottom(Exception):
    pass


with DAG("odd_template", schedule=None):
    BashOperator(task_id="copy", bash_command="echo {{ var.value.nope }}")

with DAG("odd_date", schedule=None):
    BashOperator(task_id="say", bash_command="echo for {{ ds }}")

with DAG("odd_exit", schedule=None):

    @task
    def leave():
        print("leaving")
        sys.exit(3)

    leave()

with DAG("odd_fields", schedule=None):

    @task
    def copy():
        import structlog

        # Airflow 3.3.2 fails a task that names a field as its own functions name theirs, such as "target".
        structlog.get_logger().warning("copied", files=3, folder="/srv/web 1", hosts=["a", "b"])

    copy()

with DAG("odd_notes", schedule=None):

    @task
    def fail():
        error = ValueError("the disk is full")
        error.add_note("free 3 GiB on /srv first")
        raise error

    fail()

with DAG("odd_context", schedule=None):

    @task
    def fail():
        try:
            raise KeyError("web1")
        except KeyError:
            raise RuntimeError("no such machine")  # noqa: B904

    @task
    def caused():
        try:
            raise KeyError("web2")
        except KeyError as e:
            raise RuntimeError("no such machine either") from e

    fail()
    caused()

with DAG("odd_group", schedule=None):

    @task
    def fail():
        raise ExceptionGroup("two hosts failed", [OSError("web1 is down"), ExceptionGroup("inner", [Bottom("web2 is full")])])

    fail()

with DAG("odd_lines", schedule=None):

    @task
    def talk():
        print("x" * 9_950 + " needle at the end of a long line")
        print("y" * 5_000 + " password=hunter2-hunter2 " + "z" * 5_000)
        print(f"expected {KEY} in /srv/key.pem")
        print("after the mention")
        print(KEY)
        print("done")
        print(f"{KEY}\n{BODY}\n{BODY}\nQw==\n-----END RSA PRIVATE KEY-----")
        print("after the key")
        print("\x1b[31mred\x1b[0m and \x1b]8;;http://x.example\x07link\x1b]8;;\x07")
        print("10%\r50%\r100% copied")
        print("beep\x07 bell, back\b\b\b\bspace")
        logging.getLogger("odd").error("an error record")
        print("this line says ERROR but is an info record")

    talk()

with DAG("odd_groups", schedule=None):

    @task
    def talk():
        print("::group::Pre Execute")
        print("my own preparation")
        logging.getLogger("odd").warning("mind the gap")
        print("after the warning")
        print("::endgroup::")

    @task
    def talk_on():
        """By one logger, because what is printed goes another way and can be overtaken."""
        say = logging.getLogger("airflow.odd").info
        say("::group::Pre Execute")
        say("their preparation")
        say("::group::Details")
        say("inside the next group")
        say("::endgroup::")

    talk() >> talk_on()
