"""What is measured: how each server is started, and the cheap reading call that is made of it."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Mapping, Sequence

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

import startup  # noqa: E402
from launcher.places import Places  # noqa: E402

STATE = startup.ROOT / ".qubinode" / "bench-peers"
FASTMCP, TYPESCRIPT, TYPESCRIPT_SDK, LIMIT = "FastMCP", "TypeScript server-everything", "TypeScript SDK", "raw Vert.x route"
FASTMCP_PORT, TYPESCRIPT_PORT, LIMIT_PORT, TYPESCRIPT_SDK_PORT = 26701, 26702, 26703, 26704
# The revisions of MCP with sessions and without.
SESSIONS, STATELESS = "2025-11-25", "2026-07-28"
TEXT = "What runs tonight?"
LINK = "http://127.0.0.1:1/dags/provision_vm/runs/nightly_1"
# Our service, the tool, its arguments and what its answer holds.
OWN_CALLS = (
    ("airflow-mcp", "list_vms", {}, '"total":1'),
    ("airflow-mcp", "resolve_airflow_url", {"url": LINK}, "nightly_1"),
    ("ai-assistant-mcp", "get_project_status", {}, '"as_of"'),
)
# Limits high enough to refuse nobody; all else of the gate is as an operator has it. One document, so that it is read before anything
# is measured.
OWN_SETTINGS = {
    "MCP_RATE_LIMIT": "1000000",
    "AIRFLOW_MCP_RATE_LIMIT": "1000000",
    "AUDIT_HMAC_KEY": startup.KEY,
    "RAG_PATHS": str(startup.ROOT / "deploy" / "airflow-demo" / "README.md"),
}
# The group of resolve_airflow_url.
INSIGHT = {"AIRFLOW_MCP_TOOLS": "dag_management,vm_operations,log_access,dag_insight"}


@dataclass(frozen=True)
class Server:
    """One server, and one call of it. `answer` is in every good answer, and in no other."""

    name: str
    tool: str
    arguments: Mapping
    answer: str
    command: Sequence[str]
    url: str
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    revision: str = SESSIONS

    @property
    def is_stateless(self):
        return self.revision == STATELESS

    @property
    def is_ours(self):
        return self.name.endswith("-mcp")


def ensure_built():
    """What is measured is what the sources say."""
    with contextlib.redirect_stdout(sys.stderr):
        startup.build.ensure(Places.of(startup.ROOT, {}), startup.jdk.find(os.environ), [service.name for service in startup.services.ALL])


def java_flags(command):
    """The options of our services but their AOT cache, so that the limit has the same JVM."""
    file = next(part[1:] for part in command if part.startswith("@"))
    return [line for line in pathlib.Path(file).read_text().splitlines() if line.startswith("-") and "AOT" not in line]


def ours(state):
    started = {name: (command, url, environment) for name, command, url, environment in startup.ours(state, **OWN_SETTINGS)}
    for name, tool, arguments, answer in OWN_CALLS:
        command, url, environment = started[name]
        yield Server(name, tool, arguments, answer, command, url, environment | (INSIGHT if tool == "resolve_airflow_url" else {}))


def limit(command):
    """Compiled against, and run on, the Vert.x that is built into airflow-mcp."""
    libraries = startup.build.built(startup.ROOT, "airflow-mcp") / "lib" / "main" / "*"
    classes = STATE / "classes"
    subprocess.run([pathlib.Path(command[0]).with_name("javac"), "-d", classes, "-cp", libraries, HERE / "RawRoute.java"], check=True)
    return [command[0], *java_flags(command), "-cp", f"{classes}:{libraries}", "RawRoute", str(LIMIT_PORT)]


def everything(state):
    """Ours first; the same call of all peers. Who knows both revisions is asked by both."""
    own = list(ours(state))
    echo = Server(
        FASTMCP, "echo", {"message": TEXT}, TEXT,
        [sys.executable, str(HERE / "echo_fastmcp.py"), str(FASTMCP_PORT)], f"http://127.0.0.1:{FASTMCP_PORT}/mcp",
    )
    everything_else = STATE / "node_modules/@modelcontextprotocol/server-everything/dist/index.js"
    # Node.js looks for packages beside the script.
    script = shutil.copy(HERE / "echo_typescript.mjs", STATE)
    return [
        *own,
        *(replace(one, revision=STATELESS) for one in own),
        echo,
        replace(echo, revision=STATELESS),
        replace(
            echo, name=TYPESCRIPT, command=["node", str(everything_else), "streamableHttp"],
            url=f"http://127.0.0.1:{TYPESCRIPT_PORT}/mcp", environment=os.environ | {"PORT": str(TYPESCRIPT_PORT)},
        ),
        replace(
            echo, name=TYPESCRIPT_SDK, command=["node", script, str(TYPESCRIPT_SDK_PORT)], revision=STATELESS,
            url=f"http://127.0.0.1:{TYPESCRIPT_SDK_PORT}/mcp",
        ),
        replace(echo, name=LIMIT, command=limit(own[0].command), url=f"http://127.0.0.1:{LIMIT_PORT}/mcp"),
    ]
