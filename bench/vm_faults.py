"""100 creations of machines with a random fault each, on a real libvirt that may be killed: what is left, and what is lost.

Build first, then, as root where nothing else uses the libvirt: e2e/python bench/vm_faults.py [runs] [seed]
"""
import collections
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "e2e"))
import faults  # noqa: E402


def main(runs=100, seed=6):
    done = collections.defaultdict(list)
    for file_system in (faults.SmallFileSystem, faults.Quota):
        with faults.laboratory(ROOT / ".qubinode" / "bench-faults", 27192, seed, file_system) as laboratory:
            for number in range(runs // 2):
                run = laboratory.run(number)
                done[run.fault].append(run)
                print(number, run, flush=True)
    print("| fault | runs | made | undone | left over | lost | median s |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for fault, results in sorted(done.items()):
        made = sum(run.status == 200 for run in results)
        left, lost = (sum(len(getattr(run, what)) for run in results) for what in ("left", "lost"))
        median = statistics.median(run.seconds for run in results)
        print(f"| {fault} | {len(results)} | {made} | {len(results) - made} | {left} | {lost} | {median:.1f} |")
    bad = [run for results in done.values() for run in results if run.left or run.lost]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
