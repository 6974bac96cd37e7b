"""The lanes of the whole-system tests: which tests belong to each lane, and on which files it depends."""

from __future__ import annotations

import fnmatch
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Optional

SECURITY = "common-security/src/main/"
ENDPOINTS = "common-endpoints/src/main/"
AIRFLOW = "airflow-mcp/src/main/"
ASSISTANT = "ai-assistant-mcp/src/main/"
# Every lane builds and starts the services with these.
SHARED = (
    *("pom.xml", "*/pom.xml", ".mvn/", "mvnw", ".dockerignore", ".gitignore"),
    *("qubinode", "launcher/", "config/mcp-servers.yml", "deploy/java-options", ".ci/run"),
    *("e2e/run", "e2e/python", "e2e/conftest.py", "e2e/stack.py", "e2e/pytest.ini", "e2e/requirements.txt"),
)
# No whole-system test can notice a change here.
WITHOUT_LANE = (
    *("[A-Z]*.md", "examples/README.md", "docs/", "LICENSE", ".editorconfig", ".vale/", ".vale.ini", "server.json", ".ci/full"),
    *("bench/[!ar]*", "bench/a[!t]*", "bench/re[!s]*", "bench/results/"),
    *("launcher/tests/", "launcher/words.py", "launcher/testing.py", "launcher/lanes.py", "launcher/passed.py", "*/src/test/java/", "common-security/src/test-*/", "*/src/test/resources/application.properties"),
    *("*/src/test/resources/tools*", "*/src/test/resources/META-INF/", "airflow-mcp/src/test/resources/libvirt/", "common-security/src/test/resources/secrets/"),
)


@dataclass(frozen=True)
class Lane:
    """
    :param tests: file names in ``e2e``
    :param depends: files beside these and ``SHARED``: a folder with its final slash, or a glob in which ``*`` matches slashes too
    """

    name: str
    tests: tuple[str, ...]
    depends: tuple[str, ...]

    def depends_on(self, file: str) -> bool:
        own = (*self.depends, *(f"e2e/{test}" for test in self.tests), *SHARED)
        return _matches(file, own) and not _matches(file, WITHOUT_LANE)


LANES = (
    Lane(
        "gate",
        (
            *("test_doors.py", "test_bad_input.py", "test_confirmation.py", "test_limits.py", "test_tls.py", "test_nginx.py"),
            *("test_openapi.py", "test_launcher.py", "test_libraries.py", "test_status.py", "test_outage.py", "test_tasks.py", "test_shared_state.py"),
            *("test_settings.py", "test_variables.py", "test_variables_airflow.py", "test_variables_assistant.py"),
        ),
        (
            *(SECURITY, ENDPOINTS, AIRFLOW, ASSISTANT, "deploy/airflow-demo/", "deploy/nginx/", "deploy/tls/"),
            *("e2e/alone.py", "e2e/edge.py", "e2e/redis_server.py", "e2e/schemas.py", "e2e/typescript/"),
        ),
    ),
    Lane("attack", ("test_attack.py",), (SECURITY, ENDPOINTS, AIRFLOW, "bench/attack", "bench/results.py")),
    Lane(
        "documents",
        ("test_documents.py", "test_odd_documents.py", "test_chat.py", "test_embedding.py", "test_replicas.py", "test_shutdown.py"),
        (
            *(SECURITY, ENDPOINTS, ASSISTANT, "ai-assistant-mcp/src/test/resources/documents/"),
            *("e2e/assistant.py", "e2e/model.py", "e2e/requirements-model.txt", "e2e/postgresql.py"),
        ),
    ),
    Lane(
        "airflow",
        ("test_workflows.py", "test_contract.py", "test_odd_dags.py"),
        (
            *(SECURITY, ENDPOINTS, AIRFLOW, "deploy/airflow-demo/"),
            *("e2e/airflows.py", "e2e/odd_dags/", "e2e/schemas.py", "e2e/test_confirmation.py", "e2e/typescript/"),
        ),
    ),
    Lane(
        "airflows",
        ("test_odd_airflows.py",),
        (f"{AIRFLOW}*/airflowapi/*", "e2e/airflows.py", "e2e/odd_dags/", "e2e/test_odd_dags.py"),
    ),
    Lane(
        "machines",
        (
            *("test_machines.py", "test_machine_life.py", "test_machine_faults.py", "test_machine_timeouts.py"),
            *("test_cloud_init.py", "test_odd_machines.py"),
        ),
        (
            *(SECURITY, ENDPOINTS, AIRFLOW, "e2e/alone.py", "e2e/odd_machines/", "e2e/faults.py", "e2e/libvirt", "e2e/reaper.py"),
            *("e2e/boot_image.bash", "e2e/cloud_init_image", "e2e/tiny_image"),
        ),
    ),
    Lane(
        "images",
        ("test_images.py",),
        (f"{AIRFLOW}*/image/*", f"{AIRFLOW}*/libvirt/*", f"{AIRFLOW}*/vm/*", "config/images.yml", "e2e/faults.py", "e2e/test_machines.py"),
    ),
    Lane(
        "kcli",
        ("test_kcli.py",),
        (f"{AIRFLOW}*/libvirt/*", f"{AIRFLOW}*/vm/*", "e2e/requirements-kcli.txt", "e2e/test_machines.py"),
    ),
    Lane("conformance", ("test_conformance.py",), (SECURITY, ENDPOINTS, "conformance/", "e2e/node22/")),
    Lane(
        "clients",
        ("test_clients.py", "test_examples.py", "test_odd_clients.py", "test_stateless_clients.py", "test_stdio.py"),
        (
            *(SECURITY, ENDPOINTS, "examples/", "e2e/node22/", "e2e/typescript/", "e2e/langchain4j/", "e2e/java/", "e2e/fastmcp_client.py"),
            *(f"{AIRFLOW}*Tools.java", f"{ASSISTANT}*Tools.java"),
        ),
    ),
    Lane("evals", ("test_evals.py",), (SECURITY, ENDPOINTS, AIRFLOW, ASSISTANT, "deploy/airflow-demo/", "evals/", "bench/results.py")),
    Lane(
        "containers",
        ("test_containers.py", "test_deploy_containers.py"),
        (
            *("deploy/containers/", "deploy/compose*", "deploy/quadlet/", "deploy/nginx/", ".env.example", "e2e/containers.py", "e2e/edge.py"),
            *("*/src/main/resources/", f"{SECURITY}*/config/*", f"{AIRFLOW}*/config/*", f"{ASSISTANT}*/config/*"),
        ),
    ),
    Lane(
        "host",
        ("test_install.py", "test_deploy_host.py", "test_memory.py"),
        (
            *("deploy/install.sh", "deploy/systemd/", "deploy/nginx/", "e2e/installed.py", "e2e/edge.py"),
            *("*/src/main/resources/", f"{SECURITY}*/config/*", f"{SECURITY}*/audit/*"),
        ),
    ),
    Lane(
        "helm",
        ("test_deploy_kubernetes.py",),
        ("deploy/helm/", "e2e/helm.txt", f"{SECURITY}*/config/*", f"{AIRFLOW}*/config/*", f"{ASSISTANT}*/config/*"),
    ),
    Lane("monitoring", ("test_deploy_monitoring.py",), ("deploy/monitoring/", f"{SECURITY}*/watch/*")),
)
BY_NAME = {lane.name: lane for lane in LANES}


def changed_since(root: Path, commit: str) -> Optional[list[str]]:
    """Files that differ from this commit, committed or not; none when this checkout does not know the commit."""
    known = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    differing = git(root, "diff", "--name-only", "--no-renames", known[0], "--") if known else None
    new = git(root, "ls-files", "--others", "--exclude-standard")
    return None if differing is None or new is None else [*differing, *new]


def git(root: Path, *arguments: str) -> Optional[list[str]]:
    """The lines that git prints; none when it is not there, or refuses."""
    try:
        done = subprocess.run(["git", "-c", "core.quotePath=off", *arguments], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return done.stdout.splitlines() if done.returncode == 0 else None


def _matches(file: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(file, pattern + "*" if pattern.endswith("/") else pattern) for pattern in patterns)
