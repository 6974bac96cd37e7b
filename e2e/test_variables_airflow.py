"""The variables of airflow-mcp, set in the environment of a service that starts: its way to Airflow, its tools, its machines."""
import contextlib
import http.server
import json
import socket
import threading

import pytest
import stack as stacks
from alone import authority, running, server

from launcher import services

PORT, OTHER_PORT = 27241, 27242
AIRFLOW = "airflow.lab.example"  # which only the proxy finds
LAB = """<node>
  {machines}
  <network><name>default</name><ip address="192.168.124.1" netmask="255.255.255.0"/></network>
  <pool type="dir"><name>default</name><target><path>/pool</path></target></pool>
</node>"""
MACHINE = """<domain type="test"><name>{name}</name><memory unit="MiB">64</memory><os><type>hvm</type></os>
  <metadata><q:machine xmlns:q="https://github.com/Qubinode/qubinode_navigator/mcp/machine/1"><q:label>{label}</q:label></q:machine></metadata>
</domain>"""


def answer_of_airflow(path, body):
    """What Airflow 3.3.2 answers when it has one DAG, as far as these tools read it."""
    dag = {"dag_id": "lab_dag", "dag_display_name": "lab_dag", "is_paused": False, "tags": [], "owners": [], "params": {}}
    if path.startswith("/api/v2/version"):
        return {"version": "3.3.2"}
    if path == "/auth/token":
        return {"access_token": "made-for-" + json.loads(body)["username"]}
    if path.startswith("/api/v2/dags/lab_dag/details"):
        return dag
    if path.startswith("/api/v2/dags?"):
        return {"dags": [dag], "total_entries": 1}
    if "/dagRuns" in path:
        return {"dag_runs": [], "total_entries": 0}
    if path.startswith("/api/v2/importErrors"):
        return {"import_errors": [], "total_entries": 0}
    return None


@contextlib.contextmanager
def proxy(port):
    """An HTTP proxy that leads every tunnel to this port; gives its address and where tunnels were to lead."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(("127.0.0.1", port)) as there:
                back = threading.Thread(target=pour, args=(there, self.connection), daemon=True)
                back.start()
                pour(self.connection, there)
                back.join()
            self.close_connection = True

        def log_message(self, *arguments):
            pass

    def pour(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{listening.server_port}", asked
        listening.shutdown()


class Publisher(http.server.BaseHTTPRequestHandler):
    """Sends half of an image, and the rest when it may."""

    may = threading.Event()

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2000000")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(bytes(1_000_000))
            self.wfile.flush()
            self.may.wait(stacks.SECONDS)
            self.wfile.write(bytes(1_000_000))

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def lab(built, tmp_path_factory):
    """The service, what its Airflow and its proxy were asked, and a publisher of images."""
    folder = tmp_path_factory.mktemp("lab")
    certificates = authority(folder / "tls", ("server", AIRFLOW))
    machines = "".join(MACHINE.format(name=name, label=label) for name, label in (("db-1", "lab"), ("web-1", "prod"), ("web-2", "lab")))
    (folder / "lab.xml").write_text(LAB.format(machines=machines))
    (folder / "settings.yml").write_text(json.dumps({"airflow": {"images": {"allow_http": True}, "mcp": {"dag_tools_refresh": "1s"}}}))
    with contextlib.ExitStack() as held:
        port, asked = held.enter_context(server(answer_of_airflow, (certificates / "server.pem", certificates / "server.key")))
        way, tunnels = held.enter_context(proxy(port))
        images = held.enter_context(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher))
        threading.Thread(target=images.serve_forever, daemon=True).start()
        held.callback(images.shutdown)
        (folder / "images.yml").write_text(json.dumps({"lab_image": {
            "url": f"http://127.0.0.1:{images.server_port}/lab.qcow2", "checksum": "sha256:" + "0" * 64, "user": "root",
        }}))
        alone = held.enter_context(running(
            services.AIRFLOW, folder, PORT, AIRFLOW_API_URL=f"https://{AIRFLOW}", AIRFLOW_CA_FILE=certificates / "ca.pem", AIRFLOW_PROXY=way,
            AIRFLOW_USERNAME="alice", AIRFLOW_PASSWORD="correct horse", AIRFLOW_UI_URL="https://pages.lab.example", AIRFLOW_MCP_DAG_TOOLS="lab_*",
            AIRFLOW_MCP_TOOLS="dag_management,dag_insight,vm_operations,image_management,dag_tools", AIRFLOW_MCP_STATUS_KEY="status-0123456789-0123456789-0123",
            LIBVIRT_URI=f"test://{folder}/lab.xml", VM_PROTECTED_NAMES="db-*", VM_PROTECTED_LABELS="prod", VM_JOURNAL=folder / "notes",
            VM_IMAGES=folder / "images.yml", VM_DOWNLOADS=folder / "parts", MCP_CONFIG=folder / "settings.yml",
        ))
        yield alone, asked, tunnels


def test_airflow_is_asked_through_the_proxy_by_the_account_when_it_proves_who_it_is(lab):
    alone, asked, tunnels = lab
    answer = alone.call("list_dags")
    assert [dag["dag_id"] for dag in answer.json()["dags"]] == ["lab_dag"], answer.text
    assert set(tunnels) == {f"{AIRFLOW}:443"}
    seen = list(asked.queue)
    (login,) = {body for path, _, body in seen if path == "/auth/token"}
    assert json.loads(login) == {"username": "alice", "password": "correct horse"}
    assert {headers.get("authorization") for path, headers, _ in seen if "/dags?" in path} == {"Bearer made-for-alice"}


def test_links_to_airflows_pages_are_understood(lab):
    alone, _, _ = lab
    target = alone.call("resolve_airflow_url", url="https://pages.lab.example/dags/lab_dag/runs/one/tasks/two").json()
    assert (target["dag_id"], target["run_id"], target["task_id"]) == ("lab_dag", "one", "two")


def test_the_tools_are_those_of_the_groups_and_of_the_dags(lab):
    alone, _, _ = lab
    tools = alone.tools()
    assert {"list_images", "resolve_airflow_url", "create_vm"} <= tools and not {"get_task_logs", "pause_dag", "clone_vm"} & tools
    stacks.until(lambda: "dag_lab_dag" in alone.tools(), "the DAG is a tool")
    of_the_status = alone.tools(key="status-0123456789-0123456789-0123")
    assert "list_vms" in of_the_status and "create_vm" not in of_the_status


def test_machines_are_those_of_the_hypervisor_and_some_are_protected(lab):
    alone, _, _ = lab
    assert {machine["name"] for machine in alone.call("list_vms").json()["vms"]} == {"db-1", "web-1", "web-2"}
    for name, protected in (("db-1", True), ("web-1", True), ("web-2", False)):
        answer = alone.call("delete_vm", name=name, force=True, dry_run=True)
        assert ("is protected" in answer.text) == protected and answer.status_code == (403 if protected else 200), answer.text


def test_changes_are_noted_in_a_folder(lab):
    alone, _, _ = lab
    # Which the service has to itself, so that no other one takes its notes for those of a crash.
    assert list((alone.folder / "notes").rglob("lock")) != []


def test_images_are_of_the_catalogue_and_come_into_a_folder(lab):
    alone, _, _ = lab
    assert [image["name"] for image in alone.call("list_images").json()["images"]] == ["lab_image"]
    answers = []
    download = threading.Thread(target=lambda: answers.append(alone.call("download_image", name="lab_image")))
    download.start()
    parts = alone.folder / "parts"
    try:
        stacks.until(lambda: any(file.is_file() and file.stat().st_size for file in parts.rglob("*")) or answers, "a part of it is there")
        assert answers == [], answers[0].text
    finally:
        Publisher.may.set()
        download.join(stacks.SECONDS)
    assert answers[0].json()["code"] == "backend_refused"  # for it is not what the catalogue says


def test_a_token_takes_the_accounts_place_and_nothing_is_changed(built, tmp_path):
    with server(answer_of_airflow) as (port, asked):
        there = f"http://127.0.0.1:{port}"
        other = {"url": there, "username": "bob", "password": "${PRODUCTION_AIRFLOW_PASSWORD}"}
        (tmp_path / "settings.yml").write_text(json.dumps({"airflow": {"instances": {"production": other}}}))
        with running(
            services.AIRFLOW, tmp_path, OTHER_PORT, AIRFLOW_API_URL=there, AIRFLOW_TOKEN="made-by-hand", AIRFLOW_MCP_TOOLS_READ_ONLY="true",
            MCP_CONFIG=tmp_path / "settings.yml", PRODUCTION_AIRFLOW_PASSWORD="hidden",
        ) as alone:
            assert alone.call("list_dags").status_code == 200
            assert {headers["authorization"] for path, headers, _ in asked.queue if "/dags?" in path} == {"Bearer made-by-hand"}
            tools = alone.tools()
            assert "list_vms" in tools and not {"create_vm", "delete_vm", "trigger_dag"} & tools
            assert alone.call("list_dags", instance="production").status_code == 200
            assert [json.loads(body) for path, _, body in asked.queue if path == "/auth/token"] == [{"username": "bob", "password": "hidden"}]
