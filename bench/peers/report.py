"""What is kept for RESULTS.md of a run."""
import json
import os
import platform
import subprocess
from statistics import median

from load import CONNECTIONS
from servers import FASTMCP, HERE, LIMIT, SESSIONS, STATELESS, TYPESCRIPT, startup
from results import java, save  # after servers, which makes it known

WITH_SESSIONS = "itself with sessions"
CALLS, P50 = "calls per second at 32 connections", "p50 at one connection"
# What is aimed at, by revision: a ratio of ours to a peer, or MiB.
TARGETS = (
    (SESSIONS, CALLS, FASTMCP, lambda one: a_second(one, 32), 20, True),
    (SESSIONS, CALLS, TYPESCRIPT, lambda one: a_second(one, 32), 5, True),
    (SESSIONS, P50, FASTMCP, lambda one: p50(one), 0.1, False),
    (STATELESS, CALLS, FASTMCP, lambda one: a_second(one, 32), 40, True),
    (STATELESS, CALLS, WITH_SESSIONS, lambda one: a_second(one, 32), 1.5, True),
    (STATELESS, P50, FASTMCP, lambda one: p50(one), 0.08, False),
    (SESSIONS, "start to first tools/list", FASTMCP, lambda one: median(one.starts), 0.7, False),
    (SESSIONS, "RSS idle, MiB", None, lambda one: median(one.idle), 130, False),
    (SESSIONS, "RSS under load, MiB", None, lambda one: median(one.peaks), 220, False),
)


def p50(one):
    return median(load.p50 for load in one.loads[1])


def a_second(one, connections):
    return median(load.a_second for load in one.loads[connections])


def spread(values, digits):
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def label(one):
    return f"{one.server.name}, `{one.server.tool}`, {one.server.revision}" if one.server.name != LIMIT else LIMIT


def throughput(results):
    head = [
        "server, tool, revision", *(f"calls/s, {connections}" for connections in CONNECTIONS), "calls per CPU second, 32", "share of the raw route, 32",
    ]
    limit = next(one for one in results if one.server.name == LIMIT)
    return head, [
        [
            label(one),
            *(spread([load.a_second for load in one.loads[connections]], 0) for connections in CONNECTIONS),
            spread([load.a_cpu_second for load in one.loads[max(CONNECTIONS)]], 0),
            f"{a_second(one, 32) / a_second(limit, 32):.2f}" if one.server.is_ours else None,
        ]
        for one in results
    ]


def latency(results):
    head = ["p50 / p99, ms", *(f"{connections}" for connections in CONNECTIONS)]
    return head, [
        [
            label(one),
            *(
                f"{median(load.p50 for load in one.loads[connections]):.2f} / {median(load.p99 for load in one.loads[connections]):.1f}"
                for connections in CONNECTIONS
            ),
        ]
        for one in results
    ]


def footprint(results):
    head = ["server", "start to first tools/list, s", "RSS idle, MiB", "RSS under load, MiB", "tools/list, bytes (tools)"]
    return head, [
        [
            one.server.name,
            spread(one.starts, 2),
            f"{median(one.idle):.0f}",
            f"{max(median(other.peaks) for other in results if other.server.name == one.server.name):.0f}",
            f"{one.listing:,} ({one.tools})" if one.server.name != LIMIT else None,
        ]
        for one in results
        if one.starts
    ]


def targets(results):
    by_name = {(one.server.name, one.server.revision): one for one in results}
    rows = []
    for revision, what, peer, figure, goal, more in TARGETS:
        for one in results:
            if one.server.is_ours and one.server.revision == revision and (one.starts or "start" not in what and "idle" not in what):
                beside = itself(one, results) if peer == WITH_SESSIONS else by_name.get((peer, revision))
                value = figure(one) / (figure(beside) if peer else 1)
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
    return ["what", "ours", "beside", "ours", "aimed at", "met"], rows


def itself(one, results):
    """The same tool, called with sessions."""
    return next(
        other for other in results
        if (other.server.name, other.server.tool, other.server.revision) == (one.server.name, one.server.tool, SESSIONS)
    )


def answered(results):
    """How many of the measured calls had a good answer."""
    loads = ((one, [load for loads in one.loads.values() for load in loads]) for one in results)
    counts = [(label(one), sum(load.failed for load in each), sum(load.requests for load in each)) for one, each in loads]
    wrong = [f"{failed} of {requests:,} of {name}" for name, failed, requests in counts if failed]
    return f"Every call had a good answer but {', '.join(wrong)}." if wrong else "Every call had a good answer."


def versions(jdk):
    """What ran: Java, Python, Node.js, and the peers as they are pinned."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield from (java(jdk), f"Python {platform.python_version()}", f"Node.js {node}")
    yield from (line for line in (HERE / "requirements.txt").read_text().split() if line.startswith("fastmcp"))
    for name, version in json.loads((HERE / "package.json").read_text())["dependencies"].items():
        yield f"{name} {version}"


def save_all(results, options):
    software = list(versions(startup.jdk.find(os.environ)))
    command = f"bench/peers/run --rounds {options.rounds} --starts {options.starts} --seconds {options.seconds} --warm {options.warm}"
    busiest = max(load.generator_busy for one in results for loads in one.loads.values() for load in loads)

    def keep(name, title, line, content, plots=()):
        head, rows = content
        save(
            name, title=title, section="Beside other MCP servers", command=command, line=line, columns=head, rows=rows, software=software,
            plots=plots,
        )

    keep(
        "peers-calls", "Calls per second",
        f"Median of {options.rounds} rounds (lowest–highest) at 1, 8 and 32 connections: the server on one core, wrk on the other (at most "
        f"{busiest:.0%} busy), {options.warm} s to warm up, then {options.seconds} s each. `list_vms` asks "
        "libvirt's test driver, `resolve_airflow_url` parses a link, `get_project_status` reports what was read up to 5 s ago, `echo` returns its "
        f"text. {answered(results)}",
        throughput(results), [("Calls per second", "plots/peers-throughput.svg")],
    )
    keep("peers-latency", "Latency", "Milliseconds until the answer at 1, 8 and 32 connections, of the same calls.", latency(results))
    keep(
        "peers-footprint", "Start and memory beside the peers",
        f"Median of {options.starts * options.rounds} starts (lowest–highest) on all cores, in turn; memory {startup.SECONDS_TO_IDLE} s after a "
        "start, and the highest under the load above.",
        footprint(results), [("Start and memory", "plots/peers-footprint.svg")],
    )
    keep("peers-targets", "What is aimed at", "Figures of the tables above: the ratio to a peer, or MiB.", targets(results))
