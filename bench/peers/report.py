"""The section of RESULTS.md."""
import datetime
import json
import os
import pathlib
import platform
import subprocess
from statistics import median

from load import CONNECTIONS
from servers import FASTMCP, HERE, LIMIT, TYPESCRIPT, java_flags

# What is aimed at: a ratio of ours to a peer, or MiB.
TARGETS = (
    ("calls per second at 32 connections", FASTMCP, lambda one: a_second(one, 32), 20, True),
    ("calls per second at 32 connections", TYPESCRIPT, lambda one: a_second(one, 32), 5, True),
    ("p50 at one connection", FASTMCP, lambda one: median(load.p50 for load in one.loads[1]), 0.1, False),
    ("start to first tools/list", FASTMCP, lambda one: median(one.starts), 0.7, False),
    ("RSS idle, MiB", None, lambda one: median(one.idle), 130, False),
    ("RSS under load, MiB", None, lambda one: median(one.peaks), 220, False),
)


def a_second(one, connections):
    return median(load.a_second for load in one.loads[connections])


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def spread(values, digits):
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def label(one):
    return f"{one.server.name}, `{one.server.tool}`"


def throughput(results):
    head = ["server, tool", *(f"calls/s, {connections}" for connections in CONNECTIONS), "calls per CPU second, 32"]
    return table(head, (
        [
            label(one),
            *(spread([load.a_second for load in one.loads[connections]], 0) for connections in CONNECTIONS),
            spread([load.a_cpu_second for load in one.loads[max(CONNECTIONS)]], 0),
        ]
        for one in results
    ))


def latency(results):
    head = ["p50 / p99, ms", *(f"{connections}" for connections in CONNECTIONS)]
    return table(head, (
        [
            label(one),
            *(
                f"{median(load.p50 for load in one.loads[connections]):.2f} / {median(load.p99 for load in one.loads[connections]):.1f}"
                for connections in CONNECTIONS
            ),
        ]
        for one in results
    ))


def footprint(results):
    head = ["server", "start to first tools/list, s", "RSS idle, MiB", "RSS under load, MiB", "tools/list, bytes (tools)"]
    return table(head, (
        [
            one.server.name,
            spread(one.starts, 2),
            f"{median(one.idle):.0f}",
            f"{max(median(other.peaks) for other in results if other.server.name == one.server.name):.0f}",
            f"{one.listing:,} ({one.tools})" if one.server.name != LIMIT else "",
        ]
        for one in results
        if one.starts
    ))


def targets(results):
    by_name = {one.server.name: one for one in results}
    rows = []
    for what, peer, figure, goal, more in TARGETS:
        for one in results:
            if one.server.is_ours and (one.starts or "start" not in what and "idle" not in what):
                value = figure(one) / (figure(by_name[peer]) if peer else 1)
                met = value >= goal if more else value <= goal
                unit = "×" if peer else ""
                digits = 0 if not peer else 1 if value >= 10 else 2
                rows.append([
                    what,
                    label(one),
                    peer or "",
                    f"{value:.{digits}f}{unit}",
                    f"{'≥' if more else '≤'} {goal}{unit}",
                    "yes" if met else "no",
                ])
    return table(["what", "ours", "beside", "ours", "aimed at", "met"], rows)


def answered(results):
    """Who did not answer all calls that were measured."""
    loads = ((one, [load for loads in one.loads.values() for load in loads]) for one in results)
    counts = [(label(one), sum(load.failed for load in each), sum(load.requests for load in each)) for one, each in loads]
    wrong = [f"{name} {failed} of {requests:,} not" for name, failed, requests in counts if failed]
    return f"{', '.join(wrong)}; of the others every call was" if wrong else "every call was"


def to_the_limit(results):
    limit = next(one for one in results if one.server.name == LIMIT)
    shares = (f"{a_second(one, 32) / a_second(limit, 32):.2f} ({label(one)})" for one in results if one.server.is_ours)
    return "Share of the raw route's calls at 32 connections: " + ", ".join(shares) + "."


def machine():
    cpu = next(
        (line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return (
        f"{datetime.date.today():%-d %B %Y}; {len(os.sched_getaffinity(0))} cores of {cpu}, {memory:.0f} GiB, Linux {'.'.join(platform.release().split('.')[:2])};"
        f" Python {platform.python_version()}, Node.js {node}; load average of the last 15 minutes {os.getloadavg()[2]:.1f}"
    )


def versions():
    """The peers as they are pinned."""
    yield from (line for line in (HERE / "requirements.txt").read_text().split() if line.startswith("fastmcp"))
    for name, version in json.loads((HERE / "package.json").read_text())["dependencies"].items():
        yield f"{name} {version}"


def section(results, options):
    java = results[0].server.command
    version = subprocess.run([java[0], "-version"], capture_output=True, text=True, check=True).stderr.splitlines()[0]
    flags = " ".join(java_flags(java))
    busiest = max(load.generator_busy for one in results for loads in one.loads.values() for load in loads)
    peers = ", ".join(versions())
    return f"""## Beside other MCP servers

`bench/peers/run --rounds {options.rounds} --starts {options.starts} --seconds {options.seconds} --warm {options.warm}` — {machine()}; {version}, `{flags}`; {peers}.
Medians of {options.rounds} rounds (lowest–highest); in each round every server was started {options.starts} times on all cores, in turn, for its start, once more for
its idle memory, and once on a core of its own with wrk on another, for the load: {options.warm} s to warm up, where what
compiles might use wrk's core too, then {options.seconds} s each. wrk used at most {busiest:.0%} of its core. One session a connection; each answer was
looked at: {answered(results)} answered well. Ours with the gate on: API key, permission, limit, sealed audit trail. `list_vms` asks libvirt's test driver for its one machine, `resolve_airflow_url` only takes a link apart,
`get_project_status` tells of a look that is at most 5 s old (nothing but itself is there), `echo` gives its text back.

{throughput(results)}

{latency(results)}

{footprint(results)}

![Calls a second](plots/peers-throughput.svg)
![Start and memory](plots/peers-footprint.svg)

{targets(results)}

{to_the_limit(results)}
"""
