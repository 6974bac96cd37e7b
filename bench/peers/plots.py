"""The same results as SVG."""
from statistics import median

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "bench"

from matplotlib import pyplot  # noqa: E402

from load import CONNECTIONS  # noqa: E402
from report import a_second, label  # noqa: E402
from servers import HERE  # noqa: E402

FOLDER = HERE.parent / "plots"


def save(figure, name):
    FOLDER.mkdir(exist_ok=True)
    figure.tight_layout()
    figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)


def throughput(results):
    figure, axes = pyplot.subplots(figsize=(10, 4.5))
    for one in results:
        style = "-o" if one.server.is_ours else "--s"
        axes.plot(CONNECTIONS, [a_second(one, connections) for connections in CONNECTIONS], style, label=label(one).replace("`", ""))
    axes.set(xlabel="connections", ylabel="calls per second, one core", xscale="log", yscale="log")
    axes.set_xticks(CONNECTIONS, [str(connections) for connections in CONNECTIONS])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    save(figure, "peers-throughput")


def footprint(results):
    started = [one for one in results if one.starts]
    names = [one.server.name for one in started]
    figure, (starts, memory) = pyplot.subplots(1, 2, figsize=(11, 3.5), sharey=True)
    starts.barh(names, [median(one.starts) for one in started])
    starts.set(xlabel="start to first tools/list, s")
    memory.barh(names, [median(one.peaks) for one in started], label="under load", alpha=0.5)
    memory.barh(names, [median(one.idle) for one in started], label="idle")
    memory.set(xlabel="resident memory, MiB")
    memory.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    starts.invert_yaxis()
    save(figure, "peers-footprint")


def write(results):
    throughput(results)
    footprint(results)
