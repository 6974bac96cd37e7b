"""ai-assistant-mcp alone, and a real language model for it."""
import contextlib
import dataclasses
import os
import pathlib
import subprocess

import httpx2 as httpx
import stack as stacks
from stack import until

DOCUMENTS = stacks.ROOT / "ai-assistant-mcp" / "src" / "test" / "resources" / "documents"


@dataclasses.dataclass
class Model:
    """The process of the language model."""

    log: pathlib.Path
    port: int
    options: tuple = ()
    process: subprocess.Popen = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [os.environ["E2E_MODEL_PYTHON"], str(pathlib.Path(__file__).with_name("model.py")), str(self.port), *self.options],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self.answers, f"the model serves; see {self.log}")

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()[-2_000:]
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        return False

    def stop(self):
        self.process.kill()
        self.process.wait()

    def slot(self):
        [slot] = httpx.get(f"{self.url}/slots", timeout=60).json()
        return slot

    def tokens(self, text):
        return len(httpx.post(f"{self.url}/tokenize", json={"content": text}, timeout=60).json()["tokens"])


@contextlib.contextmanager
def assistant(home, port, documents, **variables):
    """ai-assistant-mcp alone, once it has read a few documents. A CPU reads a small prompt sooner."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "mcp-servers.yml"
    settings.write_text("ai_assistant: { chat: { prompt_characters: 4000, timeout: 5s }, model: { timeout: 3m } }\n")
    variables = stacks.environment(
        home,
        MCP_CONFIG=str(settings),
        QUBINODE_SERVICES="ai-assistant-mcp",
        MCP_SERVER_PORT=str(port),
        AIRFLOW_API_URL="http://127.0.0.1:9",  # nobody: the demo Airflow is not needed
        RAG_PATHS=f"{documents},{DOCUMENTS}",
        RAG_INDEX=str(home / "index"),
        **variables,
    )
    stacks.launcher(variables, "down")
    try:
        service = stacks.started(variables).ai
        until(lambda: "being indexed" not in part(service, "documents").get("detail", "being indexed"), "documents are read")
        yield service
    finally:
        stacks.launcher(variables, "down")


def part(service, name):
    return {part["name"]: part for part in service.ask("get_project_status")["components"]}[name]
