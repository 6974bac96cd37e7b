"""deploy/install.sh and the systemd units, in a folder that stands for the host's file system."""
import os
import re
import shutil
import stat
import subprocess
import sys

import pytest
import stack as stacks
from installed import DEPLOY, KEYS, Unit, environment_file, files, fresh, install, settings

sys.path.insert(0, str(stacks.ROOT))

from launcher import jdk  # noqa: E402

DATA = {"qubinode-mcp.env", "airflow-mcp.env", "ai-assistant-mcp.env", "mcp-servers.yml"}
VARIABLES = ("qubinode-mcp", *KEYS)


@pytest.fixture
def root(tmp_path):
    return fresh(tmp_path)


@pytest.fixture
def built(tmp_path_factory):
    """A build that is quickly copied."""
    folder = tmp_path_factory.mktemp("built")
    for service in KEYS:
        library = folder / service / "target/quarkus-app/lib/main"
        library.mkdir(parents=True)
        (library / "new.jar").touch()
        (folder / service / "target/quarkus-app/quarkus-run.jar").touch()
    return folder


@pytest.fixture
def binaries(tmp_path_factory):
    """What a native build leaves; files stand for the binaries."""
    folder = tmp_path_factory.mktemp("binaries")
    for service in KEYS:
        target = folder / service / "target"
        target.mkdir(parents=True)
        for name in (f"{service}-0.1.0-runner", "libawt.so", "libawt_headless.so"):
            (target / name).write_text(name)
    return folder


@pytest.fixture
def host(root, built):
    install(root, "--from", built)
    return root


def wanted(root):
    return {link.name for link in (root / "etc/systemd/system/multi-user.target.wants").iterdir()}


def test_installs_everything_off_with_keys_for_root_only(host):
    given = settings(host, *VARIABLES)
    assert (given["AIRFLOW_MCP_ENABLED"], given["MCP_SERVER_ENABLED"]) == ("false", "false")
    keys = {given[name] for name in (*KEYS.values(), "AIRFLOW_MCP_STATUS_KEY")}
    assert len(keys) == 3 and all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    assert {stat.S_IMODE(environment_file(host, of).stat().st_mode) for of in VARIABLES} == {0o600}
    assert wanted(host) == {"cron.service"}


@pytest.fixture
def watched(root, tmp_path_factory, monkeypatch):
    """Every program that install.sh could fill or move a file with first notes how the settings are at that moment."""
    folder = tmp_path_factory.mktemp("watched")
    notes = folder / "notes"
    for program in ("cat", "chgrp", "chmod", "chown", "cp", "install", "ln", "mv", "od", "sed", "systemctl", "tr"):
        (folder / program).write_text(
            f"#!/bin/sh\n{shutil.which('find')} {root}/etc/qubinode-mcp -type f -printf '%f %m %U %G %s\\n' >>{notes} 2>/dev/null\n"
            f'exec {shutil.which(program)} "$@"\n'
        )
        (folder / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return notes


def test_no_secret_is_ever_in_a_file_that_others_can_read(root, built, watched):
    install(root, "--from", built, "--enable", "airflow-mcp", umask=0)
    group = int(re.search(r"^qubinode-mcp:[^:]*:(\d+):", (root / "etc/group").read_text(), re.MULTILINE)[1])
    final = {f"{of}.env": ("600", "0", "0") for of in VARIABLES} | {"mcp-servers.yml": ("640", "0", str(group))}
    seen = set()
    for name, *rights, size in map(str.split, watched.read_text().splitlines()):
        if size != "0":
            assert tuple(rights) == final[name.removesuffix(".new")], name
            seen.add(name)
    assert seen == {*final, *(f"{name}.new" for name in final)}


def test_nobody_else_may_write_what_is_installed_whatever_the_umask_is(root, built):
    before = files(root)
    install(root, "--from", built, "--enable", "airflow-mcp", umask=0)
    installed = {name: mode for name, mode in files(root).items() if name not in before and not stat.S_ISLNK(mode)}
    assert len(installed) > 10 and [name for name, mode in installed.items() if mode & 0o022] == []


def test_lets_only_the_service_for_machines_use_libvirt(host):
    libvirt = re.search(r"^libvirt:.*", (host / "etc/group").read_text(), re.MULTILINE).group()
    assert libvirt.endswith(":airflow-mcp")


def test_a_second_run_changes_nothing_of_the_operators(host, built):
    with environment_file(host).open("a") as file:
        file.write("AIRFLOW_API_URL=http://airflow.lab.example\n")
    before, texts = files(host), {of: environment_file(host, of).read_text() for of in VARIABLES}
    install(host, "--from", built)
    assert files(host) == before and {of: environment_file(host, of).read_text() for of in VARIABLES} == texts


def test_a_service_is_given_no_secret_of_the_other(host):
    given = {service: Unit(host, service).environment() for service in KEYS}
    for one, other in (KEYS, reversed(KEYS)):
        assert KEYS[one] in given[one] and KEYS[other] not in given[one]
    assert given["airflow-mcp"]["AIRFLOW_MCP_STATUS_KEY"] == given["ai-assistant-mcp"]["AIRFLOW_MCP_STATUS_KEY"]


def test_the_one_file_of_an_earlier_version_is_divided(host, built):
    for service in KEYS:
        environment_file(host, service).unlink()
    both = "# Settings\nAIRFLOW_API_URL=http://airflow.lab.example\nAUDIT_HMAC_KEY=h\n"
    environment_file(host).write_text(
        f"{both}AIRFLOW_MCP_ENABLED=true\nAIRFLOW_MCP_API_KEY=a\nAIRFLOW_PASSWORD=p\nMCP_API_KEY=m\nRAG_STORE_URL=r\n"
    )
    install(host, "--from", built)
    shared, airflow, assistant = (settings(host, of) for of in VARIABLES)
    assert environment_file(host).read_text() == f"{both}AIRFLOW_MCP_STATUS_KEY={shared['AIRFLOW_MCP_STATUS_KEY']}\n"
    kept = {"AIRFLOW_MCP_ENABLED": "true", "AIRFLOW_MCP_API_KEY": "a", "AIRFLOW_PASSWORD": "p"}
    assert kept.items() <= airflow.items() and {"MCP_API_KEY": "m", "RAG_STORE_URL": "r"}.items() <= assistant.items()
    assert assistant["MCP_SERVER_ENABLED"] == "false" and not airflow.keys() & assistant.keys()


def test_an_upgrade_leaves_no_file_of_the_old_version(host, built):
    old = host / "opt/qubinode-mcp/airflow-mcp/lib/main/old.jar"
    old.touch()
    install(host, "--from", built)
    assert not old.exists()


def programs(root, service):
    return {str(file.relative_to(root / "opt/qubinode-mcp" / service)) for file in (root / "opt/qubinode-mcp" / service).rglob("*")}


def native_start(root, service):
    drop_in = root / f"etc/systemd/system/{service}.service.d/qubinode-native.conf"
    return re.findall(r"^ExecStart=(.*)$", drop_in.read_text(), re.MULTILINE) if drop_in.exists() else None


def test_installs_binaries_with_their_libraries_and_a_bound_of_their_memory(root, binaries, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    install(root, "--native", "--from", binaries)
    for service, bound in (("airflow-mcp", "64m"), ("ai-assistant-mcp", "256m")):
        assert programs(root, service) == {service, "libawt.so", "libawt_headless.so"}
        assert os.access(root / f"opt/qubinode-mcp/{service}/{service}", os.X_OK)
        assert native_start(root, service) == ["", f"/opt/qubinode-mcp/{service}/{service} -Xmx{bound} -XX:+ExitOnOutOfMemoryError $QUBINODE_JAVA_OPTS"]
    assert not (root / "opt/qubinode-mcp/java").exists()


def test_a_binary_is_replaced_by_java_and_back(root, built, binaries):
    before = files(root)
    install(root, "--from", built)
    install(root, "--native", "--from", binaries)
    assert native_start(root, "airflow-mcp") and "quarkus-run.jar" not in programs(root, "airflow-mcp")
    install(root, "--from", built)
    assert native_start(root, "airflow-mcp") is None and "airflow-mcp" not in programs(root, "airflow-mcp")
    install(root, "--native", "--from", binaries)
    install(root, "--uninstall")
    assert files(root).keys() - before.keys() == {"etc/qubinode-mcp", *(f"etc/qubinode-mcp/{name}" for name in DATA)}


def test_builds_no_binary_without_a_graalvm(root, monkeypatch):
    monkeypatch.delenv("GRAALVM_HOME", raising=False)
    done = subprocess.run([DEPLOY / "install.sh", "--root", root, "--native"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "set GRAALVM_HOME" in done.stderr
    assert not any((root / "opt").iterdir())


def test_enable_switches_on_one_service_once(host, built):
    for _ in range(2):
        install(host, "--from", built, "--enable", "airflow-mcp")
    text = "".join(environment_file(host, of).read_text() for of in VARIABLES)
    assert re.findall(r"^\w+_ENABLED=.*", text, re.MULTILINE) == ["AIRFLOW_MCP_ENABLED=true", "MCP_SERVER_ENABLED=false"]
    assert wanted(host) == {"cron.service", "airflow-mcp.service"}


def test_uninstall_leaves_settings_and_data_only_and_the_next_installation_takes_them(root, built):
    before = files(root)
    accounts = {name: (root / "etc" / name).read_text() for name in ("passwd", "group")}
    install(root, "--from", built, "--enable", "airflow-mcp", "--enable", "ai-assistant-mcp")
    texts = [environment_file(root, of).read_text() for of in VARIABLES]
    install(root, "--uninstall")
    assert files(root).keys() - before.keys() == {"etc/qubinode-mcp", *(f"etc/qubinode-mcp/{name}" for name in DATA)}
    assert {name: (root / "etc" / name).read_text() for name in accounts} == accounts
    install(root, "--from", built)
    assert [environment_file(root, of).read_text() for of in VARIABLES] == texts


def test_below_a_folder_no_file_is_labelled_for_selinux(root, built, tmp_path_factory, monkeypatch):
    """The policy of the machine that installs is not that of the file system."""
    commands, called = tmp_path_factory.mktemp("commands"), tmp_path_factory.mktemp("called") / "restorecon"
    (commands / "restorecon").write_text(f"#!/bin/sh\ntouch {called}\n")
    (commands / "restorecon").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:{os.environ['PATH']}")
    install(root, "--from", built)
    assert not called.exists()


def test_refuses_a_service_that_it_does_not_know(root):
    done = subprocess.run(
        [DEPLOY / "install.sh", "--root", root, "--enable", "nginx"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "airflow-mcp ai-assistant-mcp" in done.stderr
    assert not any((root / "opt").iterdir())


@pytest.fixture
def units(tmp_path):
    """The units with a java that exists here."""
    java = str(jdk.find(os.environ).java)
    for unit in (DEPLOY / "systemd").glob("*.service"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/qubinode-mcp/java/bin/java", java))
    return [str(tmp_path / f"{service}.service") for service in KEYS]


def test_systemd_takes_the_units_without_a_warning(units):
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_systemd_takes_the_units_of_binaries_without_a_warning(units, tmp_path):
    for service in KEYS:
        folder = tmp_path / f"{service}.service.d"
        folder.mkdir()
        drop_in = (DEPLOY / f"systemd/{service}-native.conf").read_text()
        (folder / "qubinode-native.conf").write_text(drop_in.replace(f"/opt/qubinode-mcp/{service}/{service}", shutil.which("true")))
    test_systemd_takes_the_units_without_a_warning(units)


def test_the_units_keep_their_exposure_low(units):
    """2.0 of 10; what is left is the network, sockets, and what a JVM needs."""
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", *units]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
