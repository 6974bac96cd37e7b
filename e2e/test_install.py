"""The life of an installation: installed, switched on, called through nginx, upgraded, uninstalled. On a file system of its own."""
import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

import edge as edges
import installed
import pytest
import stack as stacks

SERVICES = tuple(installed.KEYS)
# As an operator would write them behind the rest; the last one of a name holds.
OPERATORS = """\
AIRFLOW_MCP_PORT=27215
MCP_SERVER_PORT=27216
AIRFLOW_MCP_MANAGEMENT_PORT=27217
MCP_MANAGEMENT_PORT=27218
AIRFLOW_MCP_URL=http://127.0.0.1:27215
LIBVIRT_URI=test:///default
AIRFLOW_MCP_TRUSTED_PROXIES=127.0.0.1
MCP_TRUSTED_PROXIES=127.0.0.1
MCP_RATE_LIMIT=100000
"""
# Only the file can say this.
TOOLS = ("get_project_status]", "get_project_status, get_index_status]")
DATA = ("etc/qubinode-mcp", "var/lib/qubinode-mcp", "var/log/qubinode-mcp")


@pytest.fixture
def folder():
    """Open to the services' accounts, which pytest's own folders are not."""
    with tempfile.TemporaryDirectory(prefix="qubinode-install-") as name:
        place = pathlib.Path(name)
        place.chmod(0o755)
        yield place


@pytest.fixture
def newer(folder):
    """A build that differs from the installed one by a library more."""
    build = folder / "newer"
    for service in SERVICES:
        app = build / service / "target/quarkus-app"
        shutil.copytree(stacks.ROOT / service / "target/quarkus-app", app)
        (app / "lib/main/newer.jar").write_bytes((app / "quarkus-run.jar").read_bytes())
    return build


@contextlib.contextmanager
def served(root, folder, monkeypatch):
    """Both services as their units say, behind nginx, whose authority is trusted."""
    with contextlib.ExitStack() as running:
        airflow, ai = (running.enter_context(installed.Unit(root, service).running()) for service in SERVICES)
        both = stacks.Stack({}, "", ai, airflow)
        edge = running.enter_context(edges.running(folder, "basic", both, headers=edges.BASIC))
        with monkeypatch.context() as trusted:
            trusted.setenv("SSL_CERT_FILE", str(edge.tls / "ca.pem"))
            yield edge


async def called(edge):
    """Each service once by its protocol."""
    for service, tool, arguments in ((edge.airflow, "list_vms", {}), (edge.ai, "query_documents", {"query": "nginx"})):
        before = len(service.records())
        async with service.session() as session:
            answer = await session.call_tool(tool, arguments)
            assert not answer.is_error, answer
        assert tool in {record.get("tool") for record in service.records()[before:]}


def set_up(root):
    """As an operator does it, by variables and in the file; what these then say."""
    variables, file = installed.environment_file(root), root / "etc/qubinode-mcp/mcp-servers.yml"
    variables.write_text(variables.read_text() + OPERATORS)
    file.write_text(file.read_text().replace(*TOOLS))
    return chosen(root)


def chosen(root):
    return {path.name: path.read_text() for path in (root / "etc/qubinode-mcp").iterdir()}


def has_read(ai):
    """Whether all documents are in the index."""
    status = ai.ask("get_index_status")
    return not status["running"] and status["documents"] > 0


def verified(root):
    """How many records the trails have, after nothing of them was found altered."""
    trails = sorted((root / "var/log/qubinode-mcp").rglob("audit.jsonl"))
    assert len(trails) == len(SERVICES)
    command = [sys.executable, stacks.ROOT / "launcher/audit.py", *trails]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return sum(len(trail.read_text().splitlines()) for trail in trails)


@pytest.mark.anyio
async def test_an_installation_is_switched_on_called_through_nginx_upgraded_and_leaves_only_data(folder, newer, monkeypatch):
    root = folder / "root"
    installed.fresh(root)
    before = installed.files(root)
    accounts = {name: (root / "etc" / name).read_text() for name in ("passwd", "group")}

    installed.install(root, "--from", stacks.ROOT)
    for service in SERVICES:
        installed.install(root, "--from", stacks.ROOT, "--enable", service)
    set_up_as = set_up(root)

    with served(root, folder / "first", monkeypatch) as edge:
        stacks.until(lambda: has_read(edge.ai), "documents in the index")
        await called(edge)
        # While they run, as an operator does it.
        installed.install(root, "--from", newer)
        await called(edge)
    records = verified(root)

    assert all((root / f"opt/qubinode-mcp/{service}/lib/main/newer.jar").is_file() for service in SERVICES)
    assert chosen(root) == set_up_as
    with served(root, folder / "second", monkeypatch) as edge:
        await called(edge)  # the index is the old one: nothing waits for documents
        stacks.until(lambda: has_read(edge.ai), "documents in the index")
    assert verified(root) > records

    installed.install(root, "--uninstall")
    left = installed.files(root)
    assert {name for name in left.keys() - before.keys() if not name.startswith(DATA)} == set()
    assert before.items() <= left.items() and {name: (root / "etc" / name).read_text() for name in accounts} == accounts
    assert verified(root) > records and chosen(root) == set_up_as
