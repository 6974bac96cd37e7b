"""Containerfiles, compose files and quadlets, read by the tools that people run on them."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import containers
import edge
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
OWN_NAMES = {
    "airflow": stacks.ROOT / "airflow-mcp/src/main/java/io/qubinode/mcp/airflow/config/AirflowSettings.java",
    "ai_assistant": stacks.ROOT / "ai-assistant-mcp/src/main/java/io/qubinode/mcp/assistant/config/AssistantSettings.java",
}
PREFIXES = {"airflow": "AIRFLOW_MCP_", "ai_assistant": "MCP_"}


def variables():
    """Each variable of a service, with the service's tree."""
    text = NAMES.read_text()
    of_each = re.findall(r'Map\.entry\("([A-Z_]+)"', text)
    of_all = re.findall(r'^ +"([A-Z_]+)", "mcp\.', text, re.MULTILINE)
    for tree, file in OWN_NAMES.items():
        own = re.findall(r'Map\.entry\("([A-Z_]+)"', file.read_text())
        yield from ((name, tree) for name in [*own, *of_all, *(PREFIXES[tree] + name for name in of_each)])


BESIDE = ("nginx", "redis", "postgres")
OF_THE_MACHINE = ("/usr", "/lib", "/lib64", "/bin", "/sbin")
# What the images of nginx have, as far as our container uses it.
NGINX = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnginx:x:101:101:nginx:/nonexistent:/bin/false\n",
    "/etc/hosts": "127.0.0.1 localhost ai-assistant-mcp airflow-mcp\n",
    "/etc/nginx/nginx.conf": """\
user nginx;
pid /run/nginx.pid;
error_log /dev/stderr notice;
events { worker_connections 1024; }
http {
    client_body_temp_path /var/cache/nginx/client_temp;
    proxy_temp_path /var/cache/nginx/proxy_temp;
    fastcgi_temp_path /var/cache/nginx/fastcgi_temp;
    uwsgi_temp_path /var/cache/nginx/uwsgi_temp;
    scgi_temp_path /var/cache/nginx/scgi_temp;
    include /etc/nginx/conf.d/*.conf;
}
""",
}
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


def test_the_variables_of_compose_alone_change_what_it_makes():
    services = composed(
        "compose.yml", "compose.ports.yml", profiles=BESIDE, QUBINODE_IMAGES="registry.lab.example/mcp", QUBINODE_TAG="2", QUBINODE_NGINX_IMAGE="nginx:lab",
        QUBINODE_ADDRESS="192.0.2.1", AIRFLOW_MCP_PORT="1889", MCP_SERVER_PORT="1081", QUBINODE_DOCUMENTS="/srv/documents", QUBINODE_NGINX_ADDRESS="192.0.2.2",
        QUBINODE_NGINX_PORT="1443", QUBINODE_NGINX_VARIANT="mtls", QUBINODE_NGINX_FILES="/srv/nginx",
    )
    ai, airflow, nginx = services["ai-assistant-mcp"], services["airflow-mcp"], services["nginx"]
    assert [service["image"] for service in (ai, airflow, nginx)] == [
        "registry.lab.example/mcp/ai-assistant-mcp:2", "registry.lab.example/mcp/airflow-mcp:2", "nginx:lab",
    ]
    assert ai["ports"] == ["192.0.2.1:1081:8081"] and airflow["ports"] == ["192.0.2.1:1889:8889"] and nginx["ports"] == ["192.0.2.2:1443:8443"]
    assert any(volume.startswith("/srv/documents:/documents:") for volume in ai["volumes"])
    assert any(volume.startswith("/srv/nginx:/files:") for volume in nginx["volumes"])
    assert nginx["environment"]["QUBINODE_NGINX_VARIANT"] == "mtls"


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


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_services_is_restricted_as_they_are(name):
    container = composed("compose.yml", profiles=BESIDE)[name]
    assert container["read_only"] and container["cap_drop"] == ["ALL"] and "cap_add" not in container
    assert container["security_opt"] == ["no-new-privileges:true"] and "privileged" not in container
    assert int(container["user"].partition(":")[0]) > 0
    assert container["pids_limit"] and container["mem_limit"]
    written = [volume for volume in container["volumes"] if not re.search(r":ro\b", volume)]
    assert written == {"postgres": ["postgres:/var/lib/postgresql/data"], "redis": ["redis:/data"]}.get(name, [])


def test_no_password_is_asked_of_those_who_use_no_profile():
    """Compose fills in the variables of all services, whatever the profile."""
    assert not any(re.search(r"\$\{[A-Z_]*(PASSWORD|KEY)[A-Z_]*:?\?", file.read_text()) for file in COMPOSE)


def test_the_passwords_go_to_their_containers_and_into_no_command():
    services = composed("compose.yml", profiles=BESIDE, QUBINODE_REDIS_PASSWORD="of-redis", QUBINODE_POSTGRES_PASSWORD="of-postgres")
    assert services["redis"]["environment"] == {"REDISCLI_AUTH": "of-redis"}
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == "of-postgres"
    assert not any("of-" in str(service.get(key)) for service in services.values() for key in ("command", "healthcheck"))


@pytest.mark.parametrize("password", ["", "with space", "with\nline", 'with"quote'])
def test_redis_does_not_start_without_a_password_that_fits_into_an_address(password):
    done = run("sh", DEPLOY / "containers/redis.sh", REDISCLI_AUTH=password)
    assert done.returncode == 78 and "QUBINODE_REDIS_PASSWORD" in done.stderr


@pytest.fixture
def redis(tmp_path):
    """The Redis of deploy/compose.yml, by its own command and health check; its password and its process."""
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server (Debian: redis-server)")
    variables = {"PATH": os.environ["PATH"], "REDISCLI_AUTH": "0123456789abcdef"}
    command = ["sh", DEPLOY / "containers/redis.sh", "--bind", "127.0.0.1", "--port", "27380"]
    with subprocess.Popen(command, env=variables, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        try:
            yield variables["REDISCLI_AUTH"], process
        finally:
            process.terminate()


def test_redis_answers_only_with_the_password_which_no_list_of_processes_shows(redis):
    password, process = redis
    check = composed("compose.yml", profiles=BESIDE)["redis"]["healthcheck"]["test"]
    healthy = check[1].replace("redis-cli", "redis-cli -p 27380")
    deadline = time.monotonic() + 30
    while run("sh", "-c", healthy, REDISCLI_AUTH=password).returncode != 0:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    assert run("sh", "-c", healthy).returncode != 0
    assert run("sh", "-c", healthy, REDISCLI_AUTH="wrong").returncode != 0
    shown = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert b"redis-server" in shown and password.encode() not in shown


@pytest.fixture
def nginx(tmp_path):
    """The nginx of deploy/compose.yml with the machine's programs; made with files of the operator's, and how to run it."""
    containers.needs("runc", "nginx", "curl")
    files = tmp_path / "files"
    (files / "tls").mkdir(parents=True)
    edge.certificate(files / "tls", "server", "/CN=localhost")
    (files / "users").write_text("alice:{PLAIN}password\n")
    service = composed("compose.yml", profiles=BESIDE, QUBINODE_NGINX_FILES=str(files))["nginx"]
    (script,) = [volume.split(":")[1] for volume in service["volumes"] if "nginx.sh" in volume]
    command = ["sh", "-c", f"{script} && exec nginx -c /etc/nginx/nginx.conf -e stderr -g 'daemon off;'"]
    container = containers.of_compose(tmp_path / "nginx", service, command, OF_THE_MACHINE, NGINX)
    yield files, container
    container.stop()


def test_nginx_serves_as_a_user_without_rights_on_a_file_system_that_it_cannot_write(nginx):
    files, container = nginx
    shutil.chown(files / "tls/server.key", 101, 101)
    container.start()
    stacks.until(lambda: "start worker process" in container.log.read_text(), f"nginx serves; see {container.log}")
    answer = container.execute(["curl", "-sk", "https://127.0.0.1:8443/mcp/ai/health", "-u", "alice:password"])
    assert json.loads(answer)["code"] == "backend_unavailable"  # which it is only asked for as a user with a password
    assert json.loads(container.execute(["curl", "-sk", "https://127.0.0.1:8443/mcp/ai/health"]))["code"] == "unauthenticated"
    assert container.execute(["id", "-u"]).strip() == "101"
    assert "Read-only" in container.execute(["sh", "-c", "touch /etc/nginx/x 2>&1 || true"])
    assert container.execute(["stat", "-c", "%a", "/etc/nginx/qubinode-mcp/tls/server.key"]).strip() == "600"
    assert re.search('"GET /mcp/ai/health HTTP/[12].[01]" 502', container.log.read_text())


def test_nginx_says_whose_the_key_must_be(nginx):
    _, container = nginx  # the key is readable by root only, as openssl makes it
    container.start()
    assert container.ended() == 78
    assert "user 101" in container.log.read_text() and "QUBINODE_NGINX_FILES" in container.log.read_text()


def test_every_variable_of_a_service_reaches_its_container():
    """One that is new in the services' settings belongs into deploy/compose.yml too."""
    services = composed("compose.yml")
    passed = {"airflow": set(services["airflow-mcp"]["environment"]) - {"MCP_CONFIG"}}
    passed["ai_assistant"] = set(services["ai-assistant-mcp"]["environment"]) - {"MCP_CONFIG"}
    known = list(variables())
    assert len(known) > 70
    assert [name for name, tree in known if name not in passed[tree]] == []
    assert "AIRFLOW_MCP_TOOLS" in passed["airflow"]


def test_env_example_names_only_variables_that_exist():
    text = (stacks.ROOT / ".env.example").read_text()
    used = "".join(file.read_text() for file in COMPOSE) + " ".join(name for name, _ in variables())
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
