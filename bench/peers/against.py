#!/usr/bin/env python3
"""Measures our services beside those of another checkout, turn by turn in one run, for ../RESULTS.md.

    bench/peers/against.py CHECKOUT [--rounds 3] [--seconds 3] [--warm 30]

CHECKOUT is a worktree of the commit to compare with, for example `git worktree add ../before COMMIT`. Needs two cores and wrk.
"""
import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import load
import servers
import results  # after servers, which makes it known

BUILD = """
import os, pathlib
from launcher import build, jdk, services
from launcher.places import Places
root, java = pathlib.Path.cwd(), jdk.find(os.environ)
places = Places.of(root, {})
names = [service.name for service in services.ALL]
if not all(build.is_current(root, name) for name in names):
    places.make()
    build.build(places, java, names)
"""


@contextlib.contextmanager
def checkout(root):
    """Has everything below start the services of this checkout."""
    before = servers.startup.ROOT
    servers.startup.ROOT = root
    try:
        yield
    finally:
        servers.startup.ROOT = before


def candidates(root, state):
    subprocess.run([sys.executable, "-c", BUILD], cwd=root, check=True, stdout=sys.stderr)
    with checkout(root):
        return list(servers.ours(state))


def ratio(before, after, of):
    return statistics.median(map(of, after)) / statistics.median(map(of, before))


def commit(root):
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkout", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=3, help="of each load")
    arguments.add_argument("--warm", type=int, default=30, help="seconds of load before the first is measured")
    options = arguments.parse_args()
    roots = {"before": options.checkout.resolve(), "after": servers.startup.ROOT}
    with tempfile.TemporaryDirectory() as state:
        sides = {}
        for side, root in roots.items():
            os.mkdir(f"{state}/{side}")
            sides[side] = candidates(root, f"{state}/{side}")
        rows = []
        for number, (before, after) in enumerate(zip(sides["before"], sides["after"])):
            runs = {"before": [], "after": []}
            for _ in range(options.rounds):
                for side, server in (("before", before), ("after", after)):
                    with checkout(roots[side]):
                        runs[side].append(load.measured(server, options.seconds, options.warm))
            memory = ratio(runs["before"], runs["after"], lambda run: run[1])
            for index, connections in enumerate(load.CONNECTIONS):
                loads = {side: [run[0][index] for run in all_runs] for side, all_runs in runs.items()}
                speed = ratio(loads["before"], loads["after"], lambda one: one.a_second)
                spent = ratio(loads["before"], loads["after"], lambda one: one.a_cpu_second)
                p50 = ratio(loads["before"], loads["after"], lambda one: one.p50)
                rows.append([f"{after.name}, `{after.tool}`", connections, *(f"{value:.2f}" for value in (speed, spent, p50, memory))])
                print(*rows[-1], file=sys.stderr)
    results.save(
        "against",
        title="Beside an earlier commit",
        section="Beside other MCP servers",
        command=f"bench/peers/against.py CHECKOUT --rounds {options.rounds} --seconds {options.seconds} --warm {options.warm}",
        line=f"Commit {commit(roots['after'])} divided by commit {commit(roots['before'])}, in turn, medians of {options.rounds} rounds. "
        "Over 1 is better for calls, under 1 for p50 and memory.",
        columns=["call", "connections", "calls per second", "calls per CPU second", "p50", "highest memory"],
        rows=rows,
        software=[results.java(servers.startup.jdk.find(os.environ))],
    )


if __name__ == "__main__":
    main()
