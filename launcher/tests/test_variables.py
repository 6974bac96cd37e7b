"""Each variable that operators read of names the test that sets it as they do and sees its effect; it must be there, and set it."""

import ast
import re
import unittest
from pathlib import Path

from launcher import lanes

ROOT = Path(__file__).resolve().parent.parent.parent
READ_BY_OPERATORS = ("README.md", ".env.example", "docs", "config", "deploy")
NAME = re.compile(r"(?<!\w)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w|…)")
BOTH = "e2e/test_variables.py::"
AIRFLOW = "e2e/test_variables_airflow.py::"
ASSISTANT = "e2e/test_variables_assistant.py::"
TELEMETRY = "e2e/test_settings.py::"
CONTAINERS = "e2e/test_deploy_containers.py::"


def each(*names: str) -> str:
    """Variables that each service has with a prefix of its own."""
    return " ".join(f"MCP_{name} AIRFLOW_MCP_{name}" for name in names)


SHOWN = {
    BOTH + "test_it_listens_where_it_is_told":
        "MCP_SERVER_HOST MCP_SERVER_PORT AIRFLOW_MCP_HOST AIRFLOW_MCP_PORT " + each("MANAGEMENT_HOST", "MANAGEMENT_PORT"),
    BOTH + "test_a_service_that_is_off_says_by_which_variable_it_is_switched_on": "MCP_SERVER_ENABLED AIRFLOW_MCP_ENABLED",
    BOTH + "test_its_keys_open_what_their_roles_may": each("API_KEY", "API_KEY_ROLE", "CLIENTS_FILE"),
    BOTH + "test_callers_are_told_apart_by_what_a_trusted_proxy_says": each("TRUSTED_PROXIES", "RATE_LIMIT_UNAUTHENTICATED"),
    BOTH + "test_a_client_may_call_so_often_a_minute": each("RATE_LIMIT"),
    BOTH + "test_the_trail_is_written_there_and_sealed": "AUDIT_HMAC_KEY " + each("AUDIT_FILE"),
    BOTH + "test_quarkus_and_java_take_their_own_variables":
        "QUARKUS_LOG_CONSOLE_JSON_ENABLED QUARKUS_VERTX_PREFER_NATIVE_TRANSPORT QUBINODE_JAVA_OPTS",
    BOTH + "test_a_token_must_be_the_issuers_for_this_audience":
        each("AUTH_METHOD", "JWT_KEYS", "JWT_ISSUER", "JWT_AUDIENCE", "JWT_ROLES_CLAIM", "JWT_CLIENT_CLAIM"),
    BOTH + "test_a_client_finds_its_way_to_the_issuer": each("JWT_RESOURCE"),
    BOTH + "test_a_certificate_must_be_of_the_authority_and_not_revoked":
        "MCP_CONFIG " + each("TLS_CERTIFICATE_FILE", "TLS_KEY_FILE", "MTLS_CA_FILE", "MTLS_CRL_FILE"),
    BOTH + "test_limits_are_counted_in_a_redis_that_proves_who_it_is": "RATE_LIMIT_REDIS_URL RATE_LIMIT_REDIS_CA_FILE",
    BOTH + "test_a_service_that_ends_is_not_ready_before_it_is_gone": "QUARKUS_SHUTDOWN_DELAY",
    TELEMETRY + "test_traces_and_records_go_to_the_collector_that_is_named":
        "OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS OTEL_SERVICE_NAME OTEL_RESOURCE_ATTRIBUTES",
    TELEMETRY + "test_what_is_sent_is_packed_on_wish": "OTEL_EXPORTER_OTLP_COMPRESSION",
    TELEMETRY + "test_a_collector_that_speaks_grpc_and_never_answers_is_given_up_in_time":
        "OTEL_EXPORTER_OTLP_PROTOCOL OTEL_EXPORTER_OTLP_TIMEOUT",
    TELEMETRY + "test_nothing_is_collected_without_one": "OTEL_SDK_DISABLED",
    AIRFLOW + "test_airflow_is_asked_through_the_proxy_by_the_account_when_it_proves_who_it_is":
        "AIRFLOW_API_URL AIRFLOW_CA_FILE AIRFLOW_PROXY AIRFLOW_USERNAME AIRFLOW_PASSWORD",
    AIRFLOW + "test_links_to_airflows_pages_are_understood": "AIRFLOW_UI_URL",
    AIRFLOW + "test_the_tools_are_those_of_the_groups_and_of_the_dags": "AIRFLOW_MCP_TOOLS AIRFLOW_MCP_DAG_TOOLS",
    AIRFLOW + "test_machines_are_those_of_the_hypervisor_and_some_are_protected": "LIBVIRT_URI VM_PROTECTED_NAMES VM_PROTECTED_LABELS",
    AIRFLOW + "test_changes_are_noted_in_a_folder": "VM_JOURNAL",
    AIRFLOW + "test_images_are_of_the_catalogue_and_come_into_a_folder": "VM_IMAGES VM_DOWNLOADS",
    AIRFLOW + "test_a_token_takes_the_accounts_place_and_nothing_is_changed":
        "AIRFLOW_TOKEN AIRFLOW_MCP_TOOLS_READ_ONLY PRODUCTION_AIRFLOW_PASSWORD",
    ASSISTANT + "test_documents_are_those_of_the_folders_that_the_globs_let_in": "RAG_PATHS RAG_INCLUDE RAG_EXCLUDE RAG_INDEX",
    ASSISTANT + "test_documents_are_those_of_the_repository_at_its_newest_commit": "RAG_GIT RAG_GIT_INTERVAL RAG_GIT_CA_FILE",
    ASSISTANT + "test_meanings_are_asked_of_the_embedding_service": "RAG_EMBEDDING_URL RAG_EMBEDDING_NAME RAG_EMBEDDING_API_KEY",
    ASSISTANT + "test_the_best_are_looked_at_once_more_by_the_reranking_service": "RAG_RERANK_URL RAG_RERANK_NAME RAG_RERANK_API_KEY",
    ASSISTANT + "test_questions_are_answered_by_the_model": "AI_MODEL_URL AI_MODEL_NAME AI_MODEL_API_KEY",
    ASSISTANT + "test_the_sister_is_asked_by_its_key_when_it_proves_who_it_is": "AIRFLOW_MCP_URL AIRFLOW_MCP_CA_FILE AIRFLOW_MCP_STATUS_KEY",
    ASSISTANT + "test_qubinodes_own_assistant_and_airflow_itself_are_asked_where_nobody_else_is_named": "AI_SERVICE_URL",
    "e2e/test_replicas.py::test_what_one_replica_reads_changes_and_takes_out_shows_in_the_other": "RAG_STORE_URL",
    "e2e/test_tls.py::test_stdio_shows_its_certificate": "SSL_CERT_FILE QUBINODE_CLIENT_CERTIFICATE",
    "e2e/test_launcher.py::test_an_instance_has_a_folder_and_ports_of_its_own": "QUBINODE_HOME QUBINODE_AIRFLOW_PORT",
    "launcher/tests/test_up.py::test_the_assistant_needs_neither_airflow_nor_hypervisor": "QUBINODE_SERVICES",
    "launcher/tests/test_native_image.py::test_is_built_by_the_profile_with_the_graalvm": "QUBINODE_NATIVE GRAALVM_HOME",
    "launcher/tests/test_jdk.py::test_looks_into_java_home_path_and_sdkman": "JAVA_HOME",
    CONTAINERS + "test_the_variables_of_compose_alone_change_what_it_makes":
        "QUBINODE_IMAGES QUBINODE_TAG QUBINODE_DOCUMENTS QUBINODE_ADDRESS"
        " QUBINODE_NGINX_IMAGE QUBINODE_NGINX_ADDRESS QUBINODE_NGINX_PORT QUBINODE_NGINX_VARIANT QUBINODE_NGINX_FILES",
    CONTAINERS + "test_the_libvirt_of_this_machine_needs_its_group": "LIBVIRT_GID",
    CONTAINERS + "test_the_passwords_go_to_their_containers_and_into_no_command":
        "QUBINODE_REDIS_PASSWORD QUBINODE_POSTGRES_PASSWORD POSTGRES_PASSWORD",
    CONTAINERS + "test_redis_answers_only_with_the_password_which_no_list_of_processes_shows": "REDISCLI_AUTH",
}
# What is written like a variable and is no setting of ours.
OTHERS = {
    "part of a name, which mcp-servers.yml has whole": "CA_FILE CERTIFICATE_FILE CLIENT_CLAIM CRL_FILE KEY_FILE ROLES_CLAIM",
    "first part of a name that a template makes": "AIRFLOW_MCP MCP_SERVER",
    "example of a name that the operator chooses, as PRODUCTION_AIRFLOW_PASSWORD": "RAG_PASSWORD REDIS_PASSWORD GIT_TOKEN",
    "read by Quarkus while it pushes an image, not by a service": "QUARKUS_CONTAINER_IMAGE_USERNAME",
    "of the image of PostgreSQL, the same for everybody": "POSTGRES_DB POSTGRES_USER",
    "of Airflow": "AIRFLOW_HOME",
    "of a JDK's file": "JAVA_VERSION",
    "of systemd and of C": "AF_INET AF_INET6 AF_NETLINK AF_UNIX SC_PAGE_SIZE SC_PHYS_PAGES",
    "to be replaced by a key": "YOUR_KEY",
}


def documented() -> "dict[str, str]":
    """Each name with a file that has it."""
    files = lanes.git(ROOT, "ls-files", "--", *READ_BY_OPERATORS) or ()
    return {name: file for file in files if not file.endswith(".svg") for name in NAME.findall((ROOT / file).read_text())}


def code_of(test: str) -> "str | None":
    """A test with the functions and values of its file that it uses, without what is only said of them; None when there is no such test."""
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file():
        return None
    tree = ast.parse((ROOT / file).read_text())
    found = {node.targets[0].id: node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if ast.get_docstring(node):
                node.body = node.body[1:]
            found[node.name] = node
    owners = [node for node in tree.body if isinstance(node, ast.ClassDef) and name in [getattr(each, "name", "") for each in node.body]]
    wanted, texts = [name], {owner.name: ast.unparse(each) for owner in owners for each in owner.body if getattr(each, "name", "") == "setUp"}
    while wanted:
        one = wanted.pop()
        if one in found and one not in texts:
            texts[one] = ast.unparse(found[one])
            wanted += re.findall(r"\w+", texts[one])
    return "\n".join(texts.values()) if name in found else None


class VariablesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.documented = documented()
        if not self.documented:
            self.skipTest("no git checkout")
        self.shown = {name for names in SHOWN.values() for name in names.split()}
        self.others = {name for names in OTHERS.values() for name in names.split()}

    def test_each_documented_variable_has_a_test_that_shows_its_effect(self) -> None:
        self.assertGreater(len(self.documented), 100)
        without = {name: file for name, file in self.documented.items() if name not in self.shown | self.others}
        self.assertEqual({}, without)

    def test_no_row_is_of_a_variable_that_nobody_documents(self) -> None:
        self.assertEqual(set(), (self.shown | self.others) - self.documented.keys())
        self.assertEqual(set(), self.shown & self.others)

    def test_each_test_is_there_and_sets_its_variables(self) -> None:
        for test, names in SHOWN.items():
            code = code_of(test)
            self.assertIsNotNone(code, f"{test} is not there")
            for name in names.split():
                # Of what each service has, tests of both name the part after the prefix.
                own = re.sub(r"^(AIRFLOW_MCP|MCP_SERVER|MCP)_", "", name) if test.startswith(BOTH) else name
                is_set = re.search(rf"(?<![A-Za-z0-9_])({name}|{own})(?!\w)", code or "")
                self.assertTrue(is_set, f"{test} does not set {name}")

    def test_the_guard_sees_what_is_not_there(self) -> None:
        self.assertIsNone(code_of(BOTH + "test_nothing"))
        self.assertIsNone(code_of("e2e/test_nothing.py::test_nothing"))
        documented = code_of("launcher/tests/test_variables.py::documented") or ""
        self.assertIn("ls-files", documented)
        self.assertIn(".env.example", documented, "what it uses belongs to it")
        self.assertNotIn("Each name with", documented, "what is only said does not")
