"""Runs the tasks with a client on a started system, and tells what came of each."""
import contextlib
import dataclasses

from bench import results
from evals import clients, counting
from evals.tasks import TASKS, Missed, answer_of


COLUMNS = ("task", "calls", "refused", "bytes", "of it text", "")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a task; `missed` is empty where it was solved."""

    task: object
    calls: list
    missed: str

    @property
    def bytes(self):
        return sum(call.bytes for call in self.calls)

    @property
    def text_bytes(self):
        return sum(call.text_bytes for call in self.calls)


@contextlib.contextmanager
def endpoints(lab, counter):
    """The endpoints that a client is given: those of the lab, counted."""
    with counting.counted(lab.airflow.url, counter) as airflow, counting.counted(lab.assistant.url, counter) as assistant:
        yield {
            "airflow": clients.Endpoint(airflow, lab.airflow.key),
            "assistant": clients.Endpoint(assistant, lab.assistant.key),
        }


def run(lab, client, task):
    """One task: prepared, given to the client, and judged."""
    counter = counting.Counter()
    prepared = task.prepare(lab)
    missed, words = "", ""
    with endpoints(lab, counter) as given:
        try:
            words = client.act(task.number, task.told(lab, prepared), given)
        except Exception as failure:  # of any client: the next task may go better
            missed = f"the client failed: {root_of(failure)!r}"
    calls = counter.take()
    if not missed:
        try:
            task.check(lab, prepared, answer_of(words, task), calls)
            if task.most_calls and len(calls) > task.most_calls:
                raise Missed(f"{len(calls)} calls, at most {task.most_calls} are needed")
        except (Missed, LookupError, TypeError, ValueError, AttributeError) as reason:
            missed = f"{reason}" if isinstance(reason, Missed) else f"the answer has another shape: {reason!r}"
    return Outcome(task, calls, missed)


def root_of(failure):
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure


def run_all(lab, client, numbers=()):
    return [run(lab, client, task) for task in TASKS if not numbers or task.number in numbers]


def rows(outcomes):
    """Calls and bytes of answers per task, and together."""
    for one in outcomes:
        refused = sum(call.failed for call in one.calls)
        yield [f"{one.task.number} {one.task.title}", len(one.calls), refused, one.bytes, one.text_bytes, one.missed or "solved"]
    solved = sum(not one.missed for one in outcomes)
    calls = sum(len(one.calls) for one in outcomes)
    size, text = (sum(getattr(one, name) for one in outcomes) for name in ("bytes", "text_bytes"))
    yield ["together", calls, None, size, text, f"{solved} of {len(outcomes)} solved"]


def table(outcomes):
    return results.table(COLUMNS, rows(outcomes))
