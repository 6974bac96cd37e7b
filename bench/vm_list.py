#!/usr/bin/env python3
"""How long list_vms takes beside `virsh list --all` and `virsh domstats` with many domains, for RESULTS.md.

    AIRFLOW_MCP_RATE_LIMIT=1000000 ./qubinode up
    bench/vm_list.py --url http://127.0.0.1:8889 --key "$AIRFLOW_MCP_API_KEY"

Defines the domains (off, without disks, named bench-vm-N) and removes them again. Each round runs all once, one after another.
"""
import argparse
import json
import statistics
import subprocess
import time
import urllib.request

import results

DOMAIN = """<domain type='qemu'><name>{name}</name>
<metadata><kvirt:info xmlns:kvirt="kvirt"><kvirt:plan>kvirt</kvirt:plan><kvirt:image>centos10stream</kvirt:image></kvirt:info></metadata>
<memory unit='MiB'>512</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>"""


def virsh(*arguments, text=None):
    return subprocess.run(
        ["virsh", "-q", "-c", "qemu:///system", *arguments], input=text, capture_output=True, text=True, check=True
    ).stdout


def ask(options, **arguments):
    request = urllib.request.Request(
        f"{options.url}/tools/list_vms", json.dumps(arguments).encode(), {"X-API-Key": options.key}
    )
    return json.load(urllib.request.urlopen(request, timeout=60))


def page(options):
    assert ask(options, limit=500)["total"] >= options.domains


def pages(options):
    seen, more = set(), {}
    while True:
        answer = ask(options, limit=500, **more)
        seen |= {vm["name"] for vm in answer["vms"]}
        if not answer.get("next_cursor"):
            break
        more = {"cursor": answer["next_cursor"]}
    assert len(seen) == answer["total"]


def both(_):
    virsh("list", "--all")
    virsh("domstats")


def milliseconds(what, options):
    start = time.perf_counter()
    what(options)
    return (time.perf_counter() - start) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8889")
    parser.add_argument("--key", required=True)
    parser.add_argument("--domains", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    names = [f"bench-vm-{number:04}" for number in range(options.domains)]
    try:
        for name in names:
            virsh("define", "/proc/self/fd/0", text=DOMAIN.format(name=name))
        first = milliseconds(page, options)
        ways = {"virsh list --all, virsh domstats": both, "list_vms, one page": page, "list_vms, all pages": pages}
        times = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, way in ways.items():
                times[name].append(milliseconds(way, options))
    finally:
        for name in set(virsh("list", "--all", "--name").split()) & set(names):
            virsh("undefine", name)
    base = statistics.median(times["virsh list --all, virsh domstats"])
    results.save(
        "vm_list",
        title=f"Listing {options.domains} machines",
        section="Machines",
        command=f"bench/vm_list.py --domains {options.domains} --rounds {options.rounds}",
        line=f"Milliseconds, medians of {options.rounds} rounds (lowest–highest), of domains that are off on a real libvirt; each round runs all three. "
        f"The first `list_vms` after the domains were made took {first:.0f} ms, because it reads the XML of each domain once.",
        columns=[f"{options.domains} domains", "ms", "ratio"],
        rows=[
            [name, f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})", f"{statistics.median(values) / base:.2f}"]
            for name, values in times.items()
        ],
    )


if __name__ == "__main__":
    main()
