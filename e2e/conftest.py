"""Starts everything for real once, and stops it again. In CI a skipped test is a failure."""
import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest
import stack as stacks
from airflows import Airflow2

from launcher import build, jdk, services
from launcher.places import Places

HOME = stacks.ROOT / ".qubinode" / "e2e"
IN_CI = os.environ.get("CI") == "true"
LONGEST_FIRST = {"stack": 0, "airflow": 1, "machines": 2}
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")  # one of the processes that share the tests


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tests that use the same started services, or the one libvirt, run in one process; the groups that take longest begin first."""
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        names = {"stack", "libvirt"} & set(item.fixturenames)
        group = "stack" if "stack" in names else "machines" if names else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: LONGEST_FIRST.get(group_of(item), len(LONGEST_FIRST)))


def group_of(item):
    return item.get_closest_marker("xdist_group").args[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """The one libvirt has two users: who counts all that is there, or ends its daemon, has it alone."""
    group = group_of(item)
    if not WORKER or group not in ("stack", "machines"):
        return (yield)
    whole = item.get_closest_marker("whole_libvirt") or (group == "stack" and "libvirt" in item.fixturenames)
    with contextlib.ExitStack() as held:
        with alone("libvirt-turn"):  # who waits to have it alone is not overtaken
            held.enter_context(alone("libvirt", fcntl.LOCK_EX if whole else fcntl.LOCK_SH))
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """What a group has started ends with it, and not only with the last test: an Airflow that nobody asks takes a third of a processor."""
    if nextitem is not None and group_of(nextitem) != group_of(item):
        item.session._setupstate.teardown_exact(None)


@contextlib.contextmanager
def alone(what, mode=fcntl.LOCK_EX):
    """Keeps other processes of the tests from it meanwhile."""
    (stacks.ROOT / ".qubinode").mkdir(exist_ok=True)
    with open(stacks.ROOT / ".qubinode" / f"e2e-{what}.lock", "w") as lock:
        fcntl.flock(lock, mode)
        yield


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0  # a process of xdist's has none
    if IN_CI and skipped and exitstatus == 0:
        print(f"\n{skipped} tests were skipped, which fails in CI")
        session.exitstatus = 1


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def built():
    """The services, built from the sources of now."""
    with alone("build"):
        java = jdk.find(os.environ)
        stale = [service.name for service in services.ALL if not build.is_current(stacks.ROOT, service.name)]
        if stale:
            places = Places.of(stacks.ROOT, {})
            places.make()
            build.build(places, java, stale)


@pytest.fixture(scope="session")
def stack(built):
    """Both services, the demo Airflow, and libvirt where one answers."""
    variables = stacks.environment(HOME)
    stacks.launcher(variables, "down")
    try:
        yield stacks.started(variables)
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(HOME) == {}, "`./qubinode down` leaves processes behind"


@pytest.fixture(scope="session")
def airflow(stack):
    return stack.airflow


@pytest.fixture(scope="session")
def airflow_on_2(built):
    """airflow-mcp alone, on a real Airflow 2.11."""
    airflow = Airflow2(stacks.ROOT / ".qubinode" / "e2e-airflow2", 27280)
    airflow.install()
    try:
        airflow.start()
        with airflow_alone("e2e-on-2", "27190", EVERY_GROUP, airflow.raw) as service:
            yield service
    finally:
        airflow.stop()


@pytest.fixture(scope="session")
def airflow_on_3(built):
    """A demo Airflow of its own, so that what is done here to workflows is done to nobody else's."""
    home = stacks.ROOT / ".qubinode" / "e2e-on-3"
    variables = stacks.environment(
        home, QUBINODE_SERVICES="airflow-mcp", AIRFLOW_MCP_PORT="27219", QUBINODE_AIRFLOW_PORT="27290", LIBVIRT_URI="test:///default"
    )
    stacks.launcher(variables, "down")
    try:
        stacks.started(variables)
        yield demo_airflow(variables)
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(home) == {}


def demo_airflow(variables):
    """The demo Airflow that services with these variables have started."""
    home = pathlib.Path(variables["QUBINODE_HOME"]) / "airflow" / "home"
    passwords = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())
    return stacks.RawAirflow(f"http://127.0.0.1:{variables['QUBINODE_AIRFLOW_PORT']}", "admin", passwords["admin"], is_2=False)


@pytest.fixture(scope="session")
def airflow_whole(airflow_on_3, airflow_on_2):
    """airflow-mcp with every group of tools for Airflow, on an Airflow 3 and, by the name "legacy", on Airflow 2."""
    raw = airflow_on_3
    legacy = airflow_on_2.raw
    instances = {"legacy": {"url": legacy.url, "username": legacy.user, "password": legacy.password}}
    with airflow_alone("e2e-whole", "27192", EVERY_GROUP | {"instances": instances}, raw) as service:
        yield service


EVERY_GROUP = {
    "mcp": {
        "tools": {group: {"enabled": True} for group in ("dag_management", "log_access", "dag_insight", "dag_control")},
        "dag_tools": ["host_*"],
        "dag_tools_refresh": "2s",
    }
}


@contextlib.contextmanager
def airflow_alone(name, port, settings, raw):
    """airflow-mcp with these settings, on an Airflow that runs already, as its administrator."""
    home = stacks.ROOT / ".qubinode" / name
    home.mkdir(parents=True, exist_ok=True)
    file = home / "settings.yml"
    file.write_text(json.dumps({"airflow": settings}))  # JSON is YAML
    variables = stacks.environment(
        home,
        QUBINODE_SERVICES="airflow-mcp",
        AIRFLOW_MCP_PORT=port,
        MCP_CONFIG=str(file),
        AIRFLOW_API_URL=raw.url,
        AIRFLOW_USERNAME=raw.user,
        AIRFLOW_PASSWORD=raw.password,
        LIBVIRT_URI="test:///default",
    )
    stacks.launcher(variables, "down")
    try:
        service = stacks.started(variables).airflow
        yield stacks.AirflowService(service.url, service.key, service.audit, raw)
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(home) == {}


@pytest.fixture(scope="session")
def ai(stack):
    return stack.ai


@pytest.fixture(scope="session")
def indexed(ai):
    """The service for documents, once it has read them all."""
    stacks.until(lambda: stacks.has_read(ai), "the documents are read", 300)
    return ai


def virsh(*arguments):
    done = subprocess.run(
        ["virsh", "-q", "-c", "qemu:///system", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout if done.returncode == 0 else None


@pytest.fixture(scope="session")
def libvirt():
    """Asks the real libvirt what there is: virsh's output, or None when it fails."""
    if not shutil.which("virsh") or virsh("uri") is None:
        pytest.skip("no libvirtd answers at qemu:///system")
    return virsh


@pytest.fixture(scope="session")
def machine_tools(libvirt, built):
    """airflow-mcp alone with all tools for machines and no Airflow, on the real libvirt."""
    home = stacks.ROOT / ".qubinode" / "e2e-machines"
    variables = stacks.environment(
        home,
        QUBINODE_SERVICES="airflow-mcp",
        AIRFLOW_MCP_PORT="27191",
        AIRFLOW_MCP_TOOLS="vm_operations,vm_insight,vm_lifecycle,vm_snapshots,image_management",
        AIRFLOW_API_URL="http://127.0.0.1:9",  # where nothing answers
        LIBVIRT_URI="qemu:///system",
    )
    stacks.launcher(variables, "down")
    try:
        yield stacks.started(variables).airflow
    finally:
        stacks.launcher(variables, "down")
        assert stacks.processes_of(home) == {}


@pytest.fixture(scope="session")
def bootable(libvirt):
    """The name of an image in the default pool that boots in seconds, prints to its console and has a guest agent."""
    name = "e2e-tiny.qcow2"
    made = subprocess.run([stacks.ROOT / "e2e" / "tiny_image"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    file = made.stdout.strip()
    virsh("vol-delete", name, "default")  # what a killed run left
    assert virsh("vol-create-as", "default", name, str(os.path.getsize(file)), "--format", "raw") is not None
    assert virsh("vol-upload", name, file, "--pool", "default") is not None
    virsh("pool-refresh", "default")
    yield name
    virsh("vol-delete", name, "default")


@pytest.fixture
def firmware():
    """UEFI's for machines, as QEMU's packages describe it."""
    if not any("uefi" in file.read_text() for file in pathlib.Path("/usr/share/qemu/firmware").glob("*.json")):
        pytest.skip("there is no UEFI firmware for machines (Debian: ovmf)")


@pytest.fixture(scope="session")
def image(libvirt):
    """The name of an image in the default pool, small and empty: nothing boots from it, which a start does not need."""
    name = f"e2e-empty{WORKER}.qcow2"
    virsh("vol-delete", name, "default")  # what a killed run left
    if virsh("vol-create-as", "default", name, "64M", "--format", "qcow2") is None:
        pytest.fail("the pool \"default\" takes no volume")
    yield name
    virsh("vol-delete", name, "default")


@pytest.fixture(scope="session")
def remove_machine(libvirt):
    """Removes whatever there is of a machine."""

    def remove(name):
        for command in (["destroy", name], ["undefine", name, "--snapshots-metadata", "--managed-save"]):
            virsh(*command)
        virsh("pool-refresh", "default")  # libvirt knows of no console log before it looks
        for volume in (virsh("vol-list", "default") or "").split():
            if re.fullmatch(re.escape(name) + r"[_.][^/]*", volume):
                virsh("vol-delete", volume, "default")

    return remove


@pytest.fixture
def machine(remove_machine):
    """A name for a machine; whatever a killed run or a failed test leaves of it is removed."""
    name = f"e2e-machine{WORKER}"
    remove_machine(name)
    yield name
    remove_machine(name)


@pytest.fixture(scope="session")
def node_modules():
    return installed("typescript")


@pytest.fixture(scope="session")
def node22():
    """Clients that need a newer Node.js than distributions have; `node_modules/.bin/node` is one."""
    return installed("node22")


def installed(name):
    folder = pathlib.Path(__file__).parent / name
    if not shutil.which("npm"):
        pytest.skip("no npm")
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".installed"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        subprocess.run(["npm", "ci", "--no-fund", "--no-audit", "--silent"], cwd=folder, check=True, timeout=600)
        done.write_bytes(lock.read_bytes())
    return folder
