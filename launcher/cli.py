"""The command line of ``./qubinode``."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Iterator, NoReturn, Sequence

from launcher import audit, build, connect, environment, jdk, keys, native_image, reference, services, status, stdio, testing
from launcher.airflow import NAME as AIRFLOW_NAME
from launcher.doctor import examination
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Register
from launcher.progress import run_logged, say
from launcher.up import Up

LOGS = (*(service.name for service in services.ALL), AIRFLOW_NAME, "build", "java-options", "native", "airflow-install", "airflow-database", "packages", "test-java", "up")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="./qubinode", description="Builds, starts, watches and stops qubinode-mcp.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="build what changed, start everything, print how to use it")
    up.add_argument("--rebuild", action="store_true", help="build even if nothing changed")
    up.add_argument("--no-airflow", action="store_true", help="start no demo Airflow")
    down_ = commands.add_parser("down", help="stop everything, the demo Airflow included")
    for command in (up, down_):
        command.add_argument("--wait", action="store_true", help="wait for another ./qubinode that is at work")
    commands.add_parser("status", help="show what runs; exit status 0 only when everything is up")
    commands.add_parser("doctor", help="find what is missing or wrong on this machine, change nothing; exit status 1 when something is")
    logs = commands.add_parser("logs", help="show the ends of the logs")
    logs.add_argument("service", nargs="?", choices=LOGS, metavar="SERVICE", help=", ".join(LOGS))
    logs.add_argument("-f", "--follow", action="store_true", help="keep showing new lines")
    logs.add_argument("-n", "--lines", type=int, default=50, metavar="N", help="how many lines (50)")
    reference_ = commands.add_parser("reference", help="write docs/MCP-TOOLS-REFERENCE.md from what the built services list")
    reference_.add_argument("--check", action="store_true", help="write nothing; exit status 1 when the page is not current")
    native_ = commands.add_parser("native", help="write what must be named to native-image, from what a build for it would be given")
    native_.add_argument("--check", action="store_true", help="write nothing; exit status 1 when the files are not current")
    bridge = commands.add_parser("stdio", help="be an MCP server on stdin and stdout, for clients that start one themselves")
    bridge.add_argument("service", choices=sorted(stdio.BY_SHORT_NAME), help="the service; started if it does not run")
    bridge.add_argument("--url", default="", help="its MCP address elsewhere, for example https://lab.example/mcp/airflow")
    connect.add_command(commands)
    keys.add_commands(commands)
    trail = commands.add_parser("audit", help="verify the audit trails")
    verify = trail.add_subparsers(dest="audit_command", required=True, metavar="COMMAND").add_parser(
        "verify", help="find altered, missing, swapped and cut records; exit status 1 when there are any"
    )
    audit.add_arguments(verify)
    testing.add_arguments(commands.add_parser("test", help="run the tests: launcher, services, and a smoke of the whole system"))
    return top


def main(root: Path, arguments: Sequence[str]) -> int:
    """:return: the exit status: 0 done, 1 failed, 78 wrong configuration, 130 interrupted"""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return run(root, parser().parse_args(arguments))
    except Problem as problem:
        print(problem.message, file=sys.stderr)
        if problem.next_step:
            print(f"→ {problem.next_step}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as e:
        print(f"{e.strerror or e}{f': {e.filename}' if e.filename else ''}", file=sys.stderr)
        return 1


def run(root: Path, options: argparse.Namespace) -> int:
    places = Places.of(root, os.environ)
    servers_file = Path(os.environ.get("MCP_CONFIG") or root / "config" / "mcp-servers.yml")
    if options.command == "up":
        with _alone(places, options.wait):
            settings = environment.load(places.env_file, os.environ)
            Up(places, servers_file, settings).run(options.rebuild, options.no_airflow)
        return 0
    if options.command == "down":
        with _alone(places, options.wait):
            down(places)
        return 0
    if options.command == "keys":
        places.make()
        keys.run(places, environment.load(places.env_file, os.environ), options)
        return 0
    if options.command == "connect":
        settings = environment.load(places.env_file, os.environ)
        return 0 if connect.run(places, settings, os.environ, options) else 1
    if options.command == "status":
        return 0 if status.show(places, environment.load(places.env_file, os.environ)) else 1
    if options.command == "doctor":
        return 0 if examination.run(places, os.environ) else 1
    if options.command == "stdio":
        stdio.serve(places, options.service, options.url)
        return 0
    if options.command == "logs":
        logs(places, options)
    if options.command == "audit":
        own = (places.audit(service.name) for service in services.ALL)
        files = options.files or [file for file in own if file.exists()]
        return audit.run(files, options.head, environment.load(places.env_file, os.environ))
    places.make()
    if options.command == "native":
        name_native_types(places, options.check)
        return 0
    if options.command == "reference":
        make_reference(places, options.check)
        return 0
    testing.run(places, options)
    return 0


@contextlib.contextmanager
def _alone(places: Places, wait: bool = False) -> Iterator[None]:
    """Two launchers at once would start everything twice."""
    places.make()
    with open(places.run / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Problem(f"Another ./qubinode is at work on {places.state}.", "Wait for it, or end it with Ctrl-C.")
        yield


def down(places: Places) -> None:
    register = Register(places.run)
    names = [*(service.name for service in services.ALL), AIRFLOW_NAME]
    stopped = [name for name in names if register.stop(name)]
    say(f"Stopped: {', '.join(stopped)}" if stopped else "Nothing was running.")


def logs(places: Places, options: argparse.Namespace) -> NoReturn:
    names = [options.service] if options.service else LOGS[:3]
    files = [str(places.log(name)) for name in names if places.log(name).exists()]
    if not files:
        raise Problem(f"There is no log in {places.logs} yet.", "Start with ./qubinode up")
    os.execvp("tail", ["tail", "-n", str(max(0, options.lines)), *(["-F"] if options.follow else []), *files])


def make_reference(places: Places, check: bool) -> None:
    java = jdk.find(os.environ)
    build.ensure(places, java, [service.name for service in services.ALL])
    page = places.root / reference.PAGE
    text = reference.page(places.root, java)
    if not check:
        page.write_text(text, encoding="utf-8")
        say(f"✓ Wrote {reference.PAGE}")
    elif not page.exists() or page.read_text(encoding="utf-8") != text:
        raise Problem(f"{reference.PAGE} does not say what the services list.", "Run ./qubinode reference and commit it.")
    else:
        say(f"✓ {reference.PAGE} is current")


def name_native_types(places: Places, check: bool) -> None:
    """Writes what must be named to native-image, or says that it is not current."""
    java = jdk.find(os.environ)
    given = build.build_environment(java, dict(os.environ))
    command = build.native_sources([service.name for service in services.ALL])
    run_logged(f"Building native-image's sources (log: {places.log('native')})", command, places.root, places.log("native"), given).done(
        "Built native-image's sources"
    )
    for service in services.ALL:
        native_image.check_given(places.root, service.name, (*build.LIBRARIES, service.name))
        file = native_image.METADATA.format(service.name)
        command = build.native_types(java, "check" if check else "write", service.name)
        if subprocess.run(command, cwd=places.root).returncode != 0:
            raise Problem(f"{file} does not name all that is found by reflection.", "Run ./qubinode native and commit it.")
        say(f"✓ {file} is current" if check else f"✓ Wrote {file}")


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
