"""100 creations of machines with a random fault each, on a real libvirt that may be killed: what is left, and what is lost,
for RESULTS.md.

Build first, then, as root where nothing else uses the libvirt: e2e/python bench/vm_faults.py [runs] [seed]
"""
import collections
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "e2e"))
import faults  # noqa: E402
import results  # noqa: E402


def main(runs=100, seed=6):
    done = collections.defaultdict(list)
    for file_system in (faults.SmallFileSystem, faults.Quota):
        with faults.laboratory(ROOT / ".qubinode" / "bench-faults", 27192, seed, file_system) as laboratory:
            for number in range(runs // 2):
                run = laboratory.run(number)
                done[run.fault].append(run)
                print(number, run, flush=True)
    results.save(
        "vm_faults",
        title="Creations with a fault each",
        section="Faults and kills",
        command=f"e2e/python bench/vm_faults.py {runs} {seed}",
        line="One `create_vm` per run on a real libvirt, with one fault at a random moment; then domains, volumes and the pool's folder are compared "
        "with those before. Aim: nothing is left over, and nothing of others is lost.",
        columns=["fault", "runs", "made", "undone", "left over", "lost", "median s"],
        rows=[row(fault, of_fault) for fault, of_fault in sorted(done.items())],
    )
    return 1 if any(run.left or run.lost for of_fault in done.values() for run in of_fault) else 0


def row(fault, of_fault):
    made = sum(run.status == 200 for run in of_fault)
    left, lost = (sum(len(getattr(run, what)) for run in of_fault) for what in ("left", "lost"))
    return [fault, len(of_fault), made, len(of_fault) - made, left, lost, f"{statistics.median(run.seconds for run in of_fault):.1f}"]


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
