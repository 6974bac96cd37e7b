"""Runs all servers in turn, several rounds, and prints what `run` promises."""
import argparse
import json
import sys
import tempfile
from dataclasses import dataclass, field

import load
import plots
import report
import servers


@dataclass
class Results:
    """All runs of one server with one tool. Seconds, MiB, bytes."""

    server: servers.Server
    starts: list = field(default_factory=list)
    idle: list = field(default_factory=list)
    peaks: list = field(default_factory=list)
    loads: dict = field(default_factory=lambda: {connections: [] for connections in load.CONNECTIONS})
    tools: int = 0
    listing: int = 0

    def start(self):
        one = self.server
        seconds, mib, tools = servers.startup.one_run(one.command, one.url, one.environment, servers.startup.ROOT)
        self.starts.append(seconds)
        self.idle.append(mib)
        self.tools = len(tools)
        self.listing = len(json.dumps({"tools": tools}, ensure_ascii=False, separators=(",", ":")).encode())

    def take_load(self, seconds, warm):
        loads, peak = load.measured(self.server, seconds, warm)
        self.peaks.append(peak)
        for one in loads:
            self.loads[one.connections].append(one)


def main():
    arguments = argparse.ArgumentParser(prog="bench/peers/run", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=int, default=3, help="of each load")
    arguments.add_argument("--warm", type=int, default=100, help="seconds of load before the first is measured")
    options = arguments.parse_args()
    servers.ensure_built()
    with tempfile.TemporaryDirectory() as state:
        results = [Results(server) for server in servers.everything(state)]
        first = {one.server.name: one for one in reversed(results)}
        for number in range(options.rounds + 1):
            for one in results:
                print(f"Round {number} of {options.rounds}: {one.server.name}, {one.server.tool}", file=sys.stderr)
                if first[one.server.name] is one:
                    one.start()
                if number:
                    one.take_load(options.seconds, options.warm)
                else:  # warms the disk cache and makes the index
                    one.starts.clear()
                    one.idle.clear()
    print(report.section(results, options))
    plots.write(results)


if __name__ == "__main__":
    main()
