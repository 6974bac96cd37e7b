"""Both images, built from their Containerfiles and by Jib, run as deploy/compose.yml has them run."""
import pytest
import stack as stacks
from containers import Workshop

from launcher import native_image

KEY = "a-key-for-the-services-in-their-containers-1"
VARIABLES = {
    "airflow-mcp": {
        "AIRFLOW_MCP_ENABLED": "true",
        "AIRFLOW_MCP_PORT": "27251",
        "AIRFLOW_MCP_MANAGEMENT_PORT": "27252",
        "AIRFLOW_MCP_API_KEY": KEY,
        "AIRFLOW_API_URL": "http://127.0.0.1:9",
        "LIBVIRT_URI": "test:///default",
    },
    "ai-assistant-mcp": {
        "MCP_SERVER_ENABLED": "true",
        "MCP_SERVER_PORT": "27253",
        "MCP_MANAGEMENT_PORT": "27254",
        "MCP_API_KEY": KEY,
    },
}
PORTS = {"airflow-mcp": 27251, "ai-assistant-mcp": 27253}
CALLS = {"airflow-mcp": "list_vms", "ai-assistant-mcp": "get_project_status"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    return Workshop(tmp_path_factory.mktemp("containers"))


async def serves(workshop, service, image, **variables):
    """What every image must do, however it was made."""
    assert workshop.configuration(image)["User"] == "10001:0"
    healthy = workshop.configuration(image)["Healthcheck"]["Test"]
    with workshop.running(image, VARIABLES[service] | variables, ("127.0.0.1", PORTS[service])) as container:
        connected = stacks.Service(f"http://127.0.0.1:{PORTS[service]}/mcp", KEY, container.data / "audit.jsonl")
        assert connected.rest(CALLS[service]).status_code == 200
        async with connected.session() as session:
            assert CALLS[service] in {tool.name for tool in (await session.list_tools()).tools}
        assert [record["tool"] for record in connected.records() if record.get("tool")] == [CALLS[service]]
        assert healthy[0] == "CMD"
        container.execute(healthy[1:])
        assert container.execute(["id", "-u"]).strip() == "10001"
        assert "Read-only" in container.execute(["sh", "-c", "touch /app/x 2>&1 || true"])
    assert container.stop() == 143
    return container


@pytest.mark.anyio
@pytest.mark.parametrize("service", PORTS)
async def test_an_image_of_the_containerfile_serves_with_its_aot_cache(workshop, service):
    # So Java refuses to start on a cache that does not hold.
    container = await serves(workshop, service, workshop.build(service), QUBINODE_JAVA_OPTS="-XX:AOTMode=on")
    assert "-XX:AOTCache=/app/app.aot" in container.java_options()


@pytest.mark.parametrize("service", PORTS)
def test_an_image_of_a_binary_has_the_settings_of_the_other(workshop, service, request):
    """No binary can be made here; what is packed are files in its place and its libraries'."""
    for name in (f"{service}-0.1.0-runner", "libawt.so"):
        file = stacks.ROOT / service / "target" / name
        if not file.exists():
            file.write_text("#!/bin/sh\n")
            file.chmod(0o755)
            request.addfinalizer(file.unlink)
    native = workshop.configuration(workshop.build(service, kind="native"))
    other = workshop.configuration(workshop.build(service, "--target", "base"))
    assert native["Entrypoint"] == ["bash", "-c", f"exec /app/{service} {native_image.BOUNDS[service]} $QUBINODE_JAVA_OPTS"]
    kept = ("User", "WorkingDir", "Volumes", "ExposedPorts", "Healthcheck", "Labels")
    assert {name: native[name] for name in kept} == {name: other[name] for name in kept}


@pytest.mark.anyio
async def test_an_image_that_jib_pushed_serves_without_a_cache(workshop):
    service = "ai-assistant-mcp"
    with workshop.registry() as registry:
        base = f"{registry}/qubinode-mcp/{service}-base"
        workshop.buildah("push", "--tls-verify=false", "--format", "docker", workshop.build(service, "--target", "base"), f"docker://{base}")
        workshop.push_with_jib(service, base)
        image = f"{registry}/qubinode-mcp/{service}:0.1.0"
        workshop.buildah("pull", "--tls-verify=false", image)
    container = await serves(workshop, service, image)
    assert "AOTCache" not in container.java_options()
