"""The system that the tasks are about: `./qubinode up` with its demo Airflow, libvirt's test driver, these docs, and every tool on."""
import contextlib
import dataclasses

import stack as stacks

HOME = stacks.ROOT / ".qubinode" / "e2e-evals"
AIRFLOW_PORT = "27330"


@dataclasses.dataclass(frozen=True)
class Lab:
    """The services past the client, and the address of Airflow's web pages."""

    airflow: stacks.Service
    assistant: stacks.Service
    airflow_url: str

    until = staticmethod(stacks.until)


@contextlib.contextmanager
def started():
    """Starts the whole system with a state folder and ports of its own, and stops it."""
    variables = stacks.environment(
        HOME,
        QUBINODE_AIRFLOW_PORT=AIRFLOW_PORT,
        MCP_SERVER_PORT="27231",
        AIRFLOW_MCP_PORT="27239",
        AIRFLOW_MCP_TOOLS="all",
        AIRFLOW_MCP_API_KEY_ROLE="admin",
        MCP_API_KEY_ROLE="admin",
        LIBVIRT_URI="test:///default",
        RAG_PATHS="docs",
        AIRFLOW_API_TIMEOUT="60s",  # a busy machine is nothing that a client could mend
    )
    stacks.launcher(variables, "down")
    try:
        stack = stacks.started(variables)
        lab = Lab(stack.airflow, stack.ai, f"http://127.0.0.1:{AIRFLOW_PORT}")
        stacks.until(lambda: lab.airflow.ask("list_dags").get("broken_files"), "Airflow has read its workflows")
        stacks.until(lambda: lab.airflow.ask("list_dags")["total"] == 7, "Airflow has read its workflows")
        stacks.until(lambda: stacks.has_read(lab.assistant), "the documents are read", 300)
        yield lab
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(HOME) == {}
