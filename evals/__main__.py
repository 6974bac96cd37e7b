"""Runs the evals on a system of their own: `evals/run [--task N]… [--revision R] [COMMAND…]`."""
import argparse
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT)]
from bench import results  # noqa: E402
from evals import clients, lab as labs, running, scripted  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="evals/run", description=__doc__)
    parser.add_argument("--task", type=int, action="append", default=[], help="only this task; may be given again")
    parser.add_argument("--revision", help="the revision of MCP that the scripted client offers, such as 2025-03-26")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a client: reads a task, acts, and writes its final words")
    given = parser.parse_args()
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    with tempfile.TemporaryDirectory() as folder, labs.started() as lab:
        client = clients.CommandClient(command, folder) if command else scripted.ScriptedClient(given.revision)
        outcomes = running.run_all(lab, client, given.task)
    solved = not any(outcome.missed for outcome in outcomes)
    revision = f" --revision {given.revision}" if given.revision else ""
    results.save(
        "-".join(["evals", *revision.split()[1:]]),
        title="What an agent is sent per task" + (f" in revision {given.revision} of MCP" if revision else ""),
        section="Size of answers",
        command="evals/run" + revision,
        line="Calls, and bytes of their results, by which the scripted client does the tasks of [evals](../evals/README.md); a model needs more calls.",
        columns=running.COLUMNS,
        rows=running.rows(outcomes),
        keep=solved and not given.task and not command,
    )
    return not solved


if __name__ == "__main__":
    sys.exit(main())
