#!/usr/bin/env python3
"""Measures our services beside those of another checkout, turn by turn in one run, and prints ratios for ../RESULTS.md.

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
        print("| call | connections | calls per second | calls per CPU second | p50 | highest memory |\n| --- | --- | --- | --- | --- | --- |")
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
                print(f"| {after.name} `{after.tool}` | {connections} | {speed:.2f} | {spent:.2f} | {p50:.2f} | {memory:.2f} |", flush=True)


if __name__ == "__main__":
    main()
