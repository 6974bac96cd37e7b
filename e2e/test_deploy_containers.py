"""Containerfiles, compose files and quadlets, read by the tools that people run on them."""
import os
import pathlib
import re
import subprocess
import sys

import pytest
import stack as stacks
import yaml
from compose_spec import PyCompose

sys.path.insert(0, str(stacks.ROOT))

from launcher.doctor import host  # noqa: E402

DEPLOY = stacks.ROOT / "deploy"
SERVICES = {"airflow-mcp": 8889, "ai-assistant-mcp": 8081}
CONTAINERFILES = sorted(file.relative_to(DEPLOY) for file in DEPLOY.glob("containers/*/Containerfile.*"))
COMPOSE = sorted(DEPLOY.glob("compose*.yml"))
BIN = pathlib.Path(sys.executable).parent
NAMES = stacks.ROOT / "common-security/src/main/java/io/qubinode/mcp/security/config/EnvironmentNames.java"
UNIT_SECTIONS = {"Unit", "Service", "Install"}
# man podman-systemd.unit of podman 4.9, the oldest on a supported RHEL.
QUADLET_KEYS = {
    "Container": {
        *("Image", "ContainerName", "HostName", "Network", "EnvironmentFile", "Environment", "Volume", "PublishPort"),
        *("ReadOnly", "Tmpfs", "NoNewPrivileges", "DropCapability", "PodmanArgs", "AddDevice", "SecurityLabelDisable"),
    },
    "Network": {"NetworkName", "Internal"},
    "Volume": {"VolumeName", "User", "Group"},
}


def run(*command, **variables):
    given = {"PATH": f"{BIN}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", "/"), **variables}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=given, cwd=DEPLOY)


@pytest.mark.parametrize("file", CONTAINERFILES, ids=str)
def test_hadolint_finds_nothing_in_the_containerfile(file):
    done = run("hadolint", DEPLOY / file)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", CONTAINERFILES, ids=str)
def test_the_image_does_not_run_as_root(file):
    text = (DEPLOY / file).read_text()
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE)[-1] == "10001:0"


def composed(*files, profiles=(), **variables):
    """The whole configuration, as podman-compose understands it."""
    files = [part for file in files for part in ("-f", DEPLOY / file)]
    chosen = [part for profile in profiles for part in ("--profile", profile)]
    done = run("podman-compose", "--dry-run", *files, *chosen, "config", **variables)
    assert done.returncode == 0, done.stderr
    PyCompose.from_yaml(done.stdout).validate()  # against the Compose Specification, once the variables are filled in
    return yaml.safe_load(done.stdout)["services"]


def test_nothing_is_enabled_and_nothing_published_until_one_says_so():
    services = composed("compose.yml")
    assert set(services) == set(SERVICES)
    assert services["ai-assistant-mcp"]["environment"]["MCP_SERVER_ENABLED"] == "false"
    assert services["airflow-mcp"]["environment"]["AIRFLOW_MCP_ENABLED"] == "false"
    assert not any("ports" in service for service in services.values())


def test_what_is_published_is_so_on_this_machine_only():
    services = composed("compose.yml", "compose.ports.yml", profiles=["nginx", "redis", "postgres"])
    assert set(services) == {*SERVICES, "nginx", "redis", "postgres"}
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(ports) == {*SERVICES, "nginx"}
    assert all(port.startswith("127.0.0.1:") for published in ports.values() for port in published)


def test_the_variables_that_enable_the_services_reach_them():
    services = composed("compose.yml", MCP_SERVER_ENABLED="true", AIRFLOW_MCP_ENABLED="true")
    assert services["ai-assistant-mcp"]["environment"]["MCP_SERVER_ENABLED"] == "true"
    assert services["airflow-mcp"]["environment"]["AIRFLOW_MCP_ENABLED"] == "true"


def test_the_libvirt_of_this_machine_needs_its_group():
    assert composed("compose.yml", "compose.libvirt.yml", LIBVIRT_GID="107")["airflow-mcp"]["group_add"] == ["107"]
    assert run("podman-compose", "--dry-run", "-f", "compose.yml", "-f", "compose.libvirt.yml", "config").returncode != 0


def test_selinux_lets_containers_read_our_folders_and_leaves_libvirts_alone():
    services = composed("compose.yml", "compose.libvirt.yml", profiles=["nginx", "redis", "postgres"], LIBVIRT_GID="107")
    volumes = [volume for service in services.values() for volume in service.get("volumes", [])]
    folders = [volume for volume in volumes if volume.startswith((".", "/"))]
    assert len(folders) > 5
    assert [folder for folder in folders if not re.search(r":(ro,)?z$", folder)] == ["/run/libvirt:/run/libvirt"]
    assert set(services["airflow-mcp"]["security_opt"]) == {"no-new-privileges:true", "label=disable"}
    assert "label=disable" not in services["ai-assistant-mcp"]["security_opt"]


@pytest.mark.parametrize("service", SERVICES)
def test_containers_can_write_only_their_data(service):
    container = composed("compose.yml")[service]
    assert container["read_only"] and container["cap_drop"] == ["ALL"]
    assert [volume for volume in container["volumes"] if not re.search(r":ro\b", volume)] == [f"{service}:/data"]


def test_every_variable_of_a_service_reaches_its_container():
    """One that is new in EnvironmentNames.java belongs into deploy/compose.yml too."""
    services = composed("compose.yml")
    passed = {"airflow": set(services["airflow-mcp"]["environment"]) - {"MCP_CONFIG"}}
    passed["ai_assistant"] = set(services["ai-assistant-mcp"]["environment"]) - {"MCP_CONFIG"}
    known = re.findall(r'"([A-Z_]+)", "(airflow|ai_assistant)\.', NAMES.read_text())
    assert len(known) > 30
    assert [name for name, tree in known if name not in passed[tree]] == []
    assert "AIRFLOW_MCP_TOOLS" in passed["airflow"]


def test_env_example_names_only_variables_that_exist():
    text = (stacks.ROOT / ".env.example").read_text()
    used = "".join(file.read_text() for file in [*COMPOSE, NAMES])
    names = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)
    assert len(names) > 15 and [name for name in names if name not in used] == []


@pytest.mark.parametrize("file", sorted((DEPLOY / "quadlet").iterdir()), ids=lambda file: file.name)
def test_a_quadlet_has_only_keys_that_podman_knows(file):
    section, seen = None, set()
    for line in file.read_text().splitlines():
        if header := re.fullmatch(r"\[(\w+)]", line):
            section = header.group(1)
            seen.add(section)
        elif line and not line.startswith("#") and section not in UNIT_SECTIONS:
            assert line.partition("=")[0] in QUADLET_KEYS[section], line
    assert file.suffix[1:].capitalize() in seen and seen <= UNIT_SECTIONS | set(QUADLET_KEYS)


@pytest.mark.parametrize("service", SERVICES)
def test_a_quadlet_publishes_its_service_on_this_machine_only(service):
    text = (DEPLOY / "quadlet" / f"{service}.container").read_text()
    port = SERVICES[service]
    assert re.findall(r"^PublishPort=(.*)", text, re.MULTILINE) == [f"127.0.0.1:{port}:{port}"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_quadlet_labels_our_folders_for_containers(service):
    text = (DEPLOY / "quadlet" / f"{service}.container").read_text()
    folders = re.findall(r"^Volume=(/.*)", text, re.MULTILINE)
    assert [folder for folder in folders if not folder.endswith(":ro,z")] == []


def test_a_quadlet_that_uses_libvirt_is_as_the_doctor_wants_it():
    text = (DEPLOY / "quadlet/airflow-mcp.container").read_text()
    with_libvirt = re.sub(r"^#(?=\w+=)", "", text, flags=re.MULTILINE)
    assert "\nVolume=/run/libvirt:" in with_libvirt
    assert host.judge_quadlet("airflow-mcp.container", with_libvirt) == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_quadlet_starts_at_boot_for_root_and_for_a_user(service):
    """A user's systemd has no multi-user.target."""
    text = (DEPLOY / "quadlet" / f"{service}.container").read_text()
    assert re.search(r"^WantedBy=multi-user.target default.target$", text, re.MULTILINE)
