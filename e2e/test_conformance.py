"""The official conformance suite, with the gate on: https://github.com/modelcontextprotocol/conformance

The suite's fixtures are a program of their own (`conformance/`), on the same gate, doors and settings as the services.
"""
import json
import os
import re
import subprocess
import sys
import time

import httpx2 as httpx
import pytest
import stack as stacks

sys.path.insert(0, str(stacks.ROOT))
from launcher import jdk  # noqa: E402

SCENARIOS = {"2025-11-25": 30, "2026-07-28": 37}
# Of the extension io.modelcontextprotocol/tasks. tasks-status-notifications has no checks yet.
TASKS = [
    "tasks-lifecycle",
    "tasks-capability-negotiation",
    "tasks-dispatch-and-envelope",
    "tasks-mrtr-composition",
    "tasks-mrtr-input",
    "tasks-request-headers",
    "tasks-request-state-removal",
    "tasks-required-task-error",
    "tasks-wire-fields",
]
# Not scored yet.
PENDING = {"2025-11-25": set(), "2026-07-28": {"json-schema-2020-12", "http-header-validation", "http-custom-header-server-validation"}}
JAR = stacks.ROOT / "conformance" / "target" / "quarkus-app" / "quarkus-run.jar"
KEY = "conformance-0123456789abcdef0123456789abcdef"
BASE = "http://localhost:27380"


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The audit trail of the running fixtures."""
    assert JAR.is_file(), "build it first: ./mvnw -DskipTests package"
    folder = tmp_path_factory.mktemp("conformance")
    trail = folder / "audit.jsonl"
    settings = {"port": "27380", "auth.api_key": KEY, "audit.file": trail}
    options = [f"-Dconformance.mcp.{name}={value}" for name, value in settings.items()]
    with open(folder / "log", "w") as log:
        service = subprocess.Popen(
            [jdk.find(os.environ).java, *options, "-jar", JAR], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + stacks.SECONDS
        while not answers():
            assert service.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        warm()
        yield trail
    finally:
        service.terminate()
        service.wait(stacks.SECONDS)


def answers():
    try:
        return httpx.get(f"{BASE}/health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def warm():
    """The suite waits half a second for these, which is less than a busy machine needs for the first answer of a kind."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    for method, status in (("ping", 404), ("tools/call", 200)):
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"name": "test_logging_tool", "_meta": meta}}
        headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method, "Mcp-Name": "test_logging_tool", "X-API-Key": KEY}
        assert httpx.post(f"{BASE}/mcp", json=message, headers=headers, timeout=stacks.SECONDS).status_code == status


@pytest.fixture(scope="module", params=SCENARIOS)
def revision(request):
    return request.param


@pytest.fixture(scope="module")
def result(revision, audit, node22):
    """What the suite says of a revision."""
    return suite(node22, "--requirements", revision)


def suite(node22, *what):
    command = ["node_modules/.bin/node", "--import", "./key.mjs", "node_modules/@modelcontextprotocol/conformance/dist/index.js"]
    return subprocess.run(
        [*command, "server", "--url", f"{BASE}/mcp", *what],
        cwd=node22,
        env=os.environ | {"E2E_URL": BASE, "E2E_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )


def test_every_scored_check_passes(revision, result):
    scored, _, unscored = result.stdout.partition("Not scored")
    rows = re.findall(r"^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed$", scored, re.MULTILINE)
    free = set(re.findall(r"[✓✗] ([\w-]+) \(", unscored))
    failed = [f"{name}: {failures} failed" for mark, name, _, failures in rows if name not in free and (mark != "✓" or int(failures))]
    assert not failed and result.returncode == 0, result.stdout
    assert len([name for _, name, _, _ in rows if name not in free]) == SCENARIOS[revision], result.stdout
    whole = {name for mark, name, passes, failures in rows if mark == "✓" and int(passes) and not int(failures)}
    assert PENDING[revision] <= whole, result.stdout
    print(sum(int(passed) for _, name, passed, _ in rows if name not in free), "scored checks passed")


@pytest.mark.parametrize("scenario", TASKS)
def test_every_check_of_tasks_passes(scenario, audit, node22):
    said = suite(node22, "--scenario", scenario)
    passed, whole = re.search(r"Passed: (\d+)/(\d+), 0 failed, 0 warnings", said.stdout).groups()
    assert said.returncode == 0 and int(passed) == int(whole) >= 2, said.stdout


def test_the_gate_was_on(result, audit):
    assert httpx.post(f"{BASE}/mcp", json={}, timeout=5).status_code == 401
    called = {record["tool"] for record in map(json.loads, audit.read_text().splitlines()) if record.get("tool")}
    assert {"test_simple_text", "test_error_handling"} <= called
