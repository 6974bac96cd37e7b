"""What the services publish of their tools: schemas that every client compiles, and generated calls by schemathesis."""
import json
import subprocess
import sys

import pytest
import schemas
import stack as stacks
from conftest import EVERY_GROUP, airflow_alone
from test_clients import LISTED

GROUPS = ("vm_operations", "vm_insight", "vm_lifecycle", "vm_snapshots", "image_management")
# What libvirt's test driver refuses whatever is asked is a promised 502.
# Left out: that all is refused that the schemas forbid, and nothing else. A null counts as absent, an argument has a second name,
# and a link that is none is refused though it is a string.
LEFT_OUT = "negative_data_rejection,positive_data_acceptance"
CONFIGURATION = """
seed = 11
[generation]
max-examples = 10
[[operations]]
include-name = "POST /tools/get_guest_info"
checks.not_a_server_error.expected-statuses = ["2xx", "4xx", "502"]
# Each takes as many seconds as it asks for.
[[operations]]
include-name = "POST /tools/get_vm_metrics"
generation.max-examples = 1
"""


TOOLS = EVERY_GROUP["mcp"]["tools"] | {group: {"enabled": True} for group in GROUPS}


@pytest.fixture(scope="module")
def service(airflow_whole):
    """airflow-mcp alone with every reading tool."""
    settings = {"mcp": EVERY_GROUP["mcp"] | {"tools": TOOLS, "read_only": True}}
    with airflow_alone("e2e-openapi", "27204", settings, airflow_whole.raw) as service:
        yield service


@pytest.fixture(scope="module")
def complete(airflow_whole):
    """airflow-mcp alone with every tool."""
    with airflow_alone("e2e-schemas", "27224", {"mcp": EVERY_GROUP["mcp"] | {"tools": TOOLS}}, airflow_whole.raw) as service:
        yield service


@pytest.mark.anyio
@pytest.mark.parametrize(
    "name",
    (
        pytest.param("airflow-mcp", marks=pytest.mark.xdist_group("airflow")),
        pytest.param("ai-assistant-mcp", marks=pytest.mark.xdist_group("stack")),
    ),
)
async def test_every_schema_compiles_where_clients_compile_it(request, node_modules, name):
    if name == "airflow-mcp":
        made = {"dag_host_inventory", "respond_to_task", "delete_image", "vm_power"}
        assert await schemas.compile_where_clients_do(request.getfixturevalue("complete"), node_modules, made)
    else:
        await schemas.compile_where_clients_do(request.getfixturevalue("indexed"), node_modules, set(LISTED["ai"]))


@pytest.mark.parametrize(
    "name",
    (
        pytest.param("airflow-mcp", marks=pytest.mark.xdist_group("airflow")),
        pytest.param("ai-assistant-mcp", marks=pytest.mark.xdist_group("stack")),
    ),
)
def test_every_generated_call_is_answered_as_the_document_says_and_recorded(request, tmp_path, name):
    service = request.getfixturevalue("service" if name == "airflow-mcp" else "indexed")
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    before = len(service.records())
    done = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "--config-file", tmp_path / "schemathesis.toml", "run", f"{service.base}/openapi.json",
            "--header", f"X-API-Key: {service.key}", "--exclude-checks", LEFT_OUT, "--report", "har", "--report-dir", tmp_path, "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    (report,) = tmp_path.glob("har-*")
    sent = [entry["response"] for entry in json.loads(report.read_text())["log"]["entries"]]
    assert len(sent) > 40, done.stdout
    answered = [header["value"] for answer in sent for header in answer["headers"] if header["name"].lower() == "x-request-id"]
    assert len(answered) == len(set(answered))

    def recorded():
        records = service.records()[before:]
        own = [record for record in records if record.get("action", "").startswith(("GET /openapi.json", "GET /schemathesis-probe"))]
        return len(records) >= len(sent) + len(own) and (records, own)

    records, own = stacks.until(recorded, "every request is recorded")
    assert len(records) == len(sent) + len(own) and set(answered) <= {record["request"] for record in records}
