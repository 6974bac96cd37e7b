"""deploy/install.sh and the systemd units, in a folder that stands for the host's file system."""
import os
import re
import shlex
import stat
import subprocess
import sys
import time

import httpx2 as httpx
import pytest
import stack as stacks

sys.path.insert(0, str(stacks.ROOT))

from launcher import jdk  # noqa: E402

SERVICES = {"airflow-mcp": 27183, "ai-assistant-mcp": 27184}
DEPLOY = stacks.ROOT / "deploy"
DATA = {"qubinode-mcp.env", "mcp-servers.yml"}


def install(root, *arguments):
    command = [DEPLOY / "install.sh", "--root", root, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def settings(root):
    return (root / "etc/qubinode-mcp/qubinode-mcp.env").read_text()


def files(root):
    return {str(path.relative_to(root)): path.stat().st_mode for path in root.rglob("*")}


@pytest.fixture
def root(tmp_path):
    """What a distribution has before."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nlibvirt:x:120:\n")
    return tmp_path


@pytest.fixture
def built(tmp_path_factory):
    """A build that is quickly copied."""
    folder = tmp_path_factory.mktemp("built")
    for service in SERVICES:
        library = folder / service / "target/quarkus-app/lib/main"
        library.mkdir(parents=True)
        (library / "new.jar").touch()
        (folder / service / "target/quarkus-app/quarkus-run.jar").touch()
    return folder


@pytest.fixture
def installed(root, built):
    install(root, "--from", built)
    return root


def test_installs_everything_off_with_keys_for_root_only(installed):
    text = settings(installed)
    assert "AIRFLOW_MCP_ENABLED=false" in text and "MCP_SERVER_ENABLED=false" in text
    assert len(set(re.findall(r"^\w+_API_KEY=([0-9a-f]{64})$", text, re.MULTILINE))) == 2
    assert stat.S_IMODE((installed / "etc/qubinode-mcp/qubinode-mcp.env").stat().st_mode) == 0o600
    assert not (installed / "etc/systemd/system/multi-user.target.wants").exists()


def test_lets_only_the_service_for_machines_use_libvirt(installed):
    libvirt = re.search(r"^libvirt:.*", (installed / "etc/group").read_text(), re.MULTILINE).group()
    assert libvirt.endswith(":airflow-mcp")


def test_a_second_run_changes_nothing_of_the_operators(installed, built):
    env = installed / "etc/qubinode-mcp/qubinode-mcp.env"
    env.write_text(settings(installed) + "AIRFLOW_API_URL=http://airflow.lab.example\n")
    before, text = files(installed), settings(installed)
    install(installed, "--from", built)
    assert files(installed) == before and settings(installed) == text


def test_an_upgrade_leaves_no_file_of_the_old_version(installed, built):
    old = installed / "opt/qubinode-mcp/airflow-mcp/lib/main/old.jar"
    old.touch()
    install(installed, "--from", built)
    assert not old.exists()


def test_enable_switches_on_one_service_once(installed, built):
    for _ in range(2):
        install(installed, "--from", built, "--enable", "airflow-mcp")
    assert re.findall(r"^\w+_ENABLED=.*", settings(installed), re.MULTILINE) == [
        "MCP_SERVER_ENABLED=false",
        "AIRFLOW_MCP_ENABLED=true",
    ]
    wanted = installed / "etc/systemd/system/multi-user.target.wants"
    assert [link.name for link in wanted.iterdir()] == ["airflow-mcp.service"]


def test_uninstall_leaves_settings_and_data_only(root, built):
    before = {name for name, mode in files(root).items() if not stat.S_ISDIR(mode)}
    accounts = {name: (root / "etc" / name).read_text() for name in ("passwd", "group")}
    install(root, "--from", built, "--enable", "airflow-mcp", "--enable", "ai-assistant-mcp")
    install(root, "--uninstall")
    left = {name for name, mode in files(root).items() if not stat.S_ISDIR(mode)} - before
    # The account tools keep backups of their own files, and shadow files where there were none.
    assert {name for name in left if not re.fullmatch(r"etc/(\.pwd\.lock|g?shadow-?|passwd-|group-)", name)} == {
        f"etc/qubinode-mcp/{name}" for name in DATA
    }
    assert {name: (root / "etc" / name).read_text() for name in accounts} == accounts


def test_refuses_a_service_that_it_does_not_know(root):
    done = subprocess.run(
        [DEPLOY / "install.sh", "--root", root, "--enable", "nginx"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "airflow-mcp ai-assistant-mcp" in done.stderr
    assert not (root / "opt").exists()


@pytest.fixture
def units(tmp_path):
    """The units with a java that exists here."""
    java = str(jdk.find(os.environ).java)
    for unit in (DEPLOY / "systemd").glob("*.service"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/qubinode-mcp/java/bin/java", java))
    return [str(tmp_path / f"{service}.service") for service in SERVICES]


def test_systemd_takes_the_units_without_a_warning(units):
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_the_units_keep_their_exposure_low(units):
    """2.0 of 10; what is left is the network, sockets, and what a JVM needs."""
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", *units]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_an_enabled_service_runs_by_the_command_of_its_unit(root, service, tmp_path_factory):
    """Without systemd: its command and its environment, with the folder's paths."""
    install(root, "--from", stacks.ROOT, "--enable", service)
    unit = (root / f"etc/systemd/system/{service}.service").read_text()
    given = dict(os.environ)
    for line in [*re.findall(r'^Environment="?(.*?)"?$', unit, re.MULTILINE), *settings(root).splitlines()]:
        name, _, value = line.partition("=")
        if name and not name.startswith("#"):
            given[name] = re.sub(r"(?=/(etc|opt|var)/)", str(root), value)
    port = SERVICES[service]
    given |= {"AIRFLOW_MCP_PORT": str(port), "MCP_SERVER_PORT": str(port), "LIBVIRT_URI": "test:///default"}
    command = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE).group(1)
    command = command.replace("/opt/", f"{root}/opt/").replace("$QUBINODE_JAVA_OPTS", given["QUBINODE_JAVA_OPTS"])
    process = subprocess.Popen(shlex.split(command), cwd=tmp_path_factory.mktemp("state"), env=given)
    try:
        key = given["AIRFLOW_MCP_API_KEY" if service == "airflow-mcp" else "MCP_API_KEY"]
        assert health(port, key, process)["service"] == service
    finally:
        process.terminate()
        assert process.wait(30) == 143
    assert (root / "var/log/qubinode-mcp" / service).is_dir()


def health(port, key, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", headers={"X-API-Key": key}, timeout=20).json()
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"it does not answer; exit status {process.poll()}")
