#!/usr/bin/env python3
"""Keeps the last figures of each bench in results/ and writes RESULTS.md from them.

    python3 bench/results.py            writes RESULTS.md
    python3 bench/results.py --check    fails if RESULTS.md does not hold what the files say
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE / "RESULTS.md"
FOLDER = HERE / "results"
SECTIONS = (
    "Start and memory",
    "Beside other MCP servers",
    "Gate and audit trail",
    "Size of answers",
    "Beside the raw REST calls",
    "Faults and kills",
    "Document search",
    "Machines",
    "Attackers",
)
HEAD = """# Measured

`bench/results.py` writes this page from the files in `bench/results`, which hold the last figures of each bench. The line above a table
ends with the command that makes it, the day and the machine. The gate (identity, permission, limit, audit) is on in every run. Compare
ratios before seconds, because other work ran on the machine beside some benches.
"""


def save(name, *, title, section, command, line, columns, rows, software=(), plots=(), keep=True):
    """Prints a measurement as a table, keeps it as results/NAME.json, and writes RESULTS.md.

    :param command: the command that makes it, without keys and paths of this machine
    :param line: one line of text: what the figures mean, in which unit, and what is aimed at
    :param rows: lists of texts and numbers, one entry per column
    :param software: what else is part of the machine, such as "Java 25.0.3"
    :param plots: pairs of title and path, the path relative to RESULTS.md
    :param keep: False to print only
    """
    if section not in SECTIONS:
        raise ValueError(f"There is no section {section}")
    result = {
        "title": title,
        "section": section,
        "command": command,
        "line": line,
        "measured": datetime.date.today().isoformat(),
        "machine": ", ".join([machine(), *software]),
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "plots": [list(plot) for plot in plots],
    }
    print(f"\n{title}\n\n{table(result['columns'], result['rows'])}", flush=True)
    if keep:
        write(FOLDER / f"{name}.json", json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        write(PAGE, page())


def table(columns, rows):
    """A table in Markdown. Whole numbers get a comma after each thousand, and None is an empty cell."""
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in (columns, ["---"] * len(columns), *rows))


def cell(value):
    if value is None:
        return ""
    return (f"{value:,}" if isinstance(value, int) else str(value)).replace("|", "\\|")


def page():
    """What RESULTS.md is to hold: the sections in their order, and in each the measurements by the names of their files."""
    files = sorted(FOLDER.glob("*.json"), key=lambda file: file.stem)
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    parts = [HEAD]
    for section in SECTIONS:
        of_section = [result for result in results if result["section"] == section]
        if of_section:
            parts += [f"\n## {section}\n", *map(part, of_section)]
    return "".join(parts)


def part(result):
    day = datetime.date.fromisoformat(result["measured"])
    made = f"`{result['command']}`, {day.day} {day:%B %Y}, {result['machine']}."
    plots = "".join(f"\n![{title}]({path})" for title, path in result["plots"])
    return f"\n### {result['title']}\n\n{result['line']} {made}\n\n{table(result['columns'], result['rows'])}\n{plots and plots + chr(10)}"


def java(jdk):
    """What `save` is given as software for a JDK that the launcher found."""
    return f"Java {'.'.join(map(str, jdk.version))}"


def machine():
    """Cores, memory, kernel, and how busy the machine was."""
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    cpu = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {memory:.0f} GiB, Linux {kernel}, 15-minute load average {os.getloadavg()[2]:.1f}"


def write(file, text):
    """Replaces the file at once, so that a reader or a killed bench never leaves half of it."""
    file.parent.mkdir(exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing; fail if the page differs from its files")
    if not arguments.parse_args().check:
        write(PAGE, page())
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("bench/RESULTS.md differs from the files in bench/results. Run: python3 bench/results.py")


if __name__ == "__main__":
    main()
