"""Runs all servers in turn, several rounds, and keeps what `run` promises."""
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
        self.starts.append(self.run(idle=0)[0])

    def stand_idle(self):
        """Started once more, and left alone."""
        _, mib, tools = self.run()
        self.idle.append(mib)
        self.tools = len(tools)
        self.listing = len(json.dumps({"tools": tools}, ensure_ascii=False, separators=(",", ":")).encode())

    def run(self, **options):
        one = self.server
        return servers.startup.one_run(one.command, one.url, one.environment, servers.startup.ROOT, **options)

    def take_load(self, seconds, warm):
        loads, peak = load.measured(self.server, seconds, warm)
        self.peaks.append(peak)
        for one in loads:
            self.loads[one.connections].append(one)


def main():
    arguments = argparse.ArgumentParser(prog="bench/peers/run", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--starts", type=int, default=7, help="of each server in a round")
    arguments.add_argument("--seconds", type=int, default=3, help="of each load")
    arguments.add_argument("--warm", type=int, default=100, help="seconds of load before the first is measured")
    options = arguments.parse_args()
    servers.ensure_built()
    with tempfile.TemporaryDirectory() as state:
        results = [Results(server) for server in servers.everything(state)]
        # One of each server, for a start is the same whatever tool is called later.
        each = list({one.server.name: one for one in reversed(results)}.values())
        for one in each:  # warms the disk cache and makes the index
            one.run()
        for number in range(1, options.rounds + 1):
            print(f"Round {number} of {options.rounds}: starts", file=sys.stderr)
            for _ in range(options.starts):
                for one in each:
                    one.start()
            for one in each:
                one.stand_idle()
            for one in results:
                print(f"Round {number} of {options.rounds}: {one.server.name}, {one.server.tool}", file=sys.stderr)
                one.take_load(options.seconds, options.warm)
    report.save_all(results, options)
    plots.write(results)


if __name__ == "__main__":
    main()
