import re
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from launcher import build, services
from launcher.airflow import healthy_since
from launcher.places import Places
from launcher.problem import Problem
from launcher.web import port_number

PLACES = Places.of(Path("/checkout"), {"QUBINODE_HOME": "/state"})
BEGAN = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)


def health(second: int, scheduler: str = "healthy") -> dict:
    parts = ("scheduler", "triggerer", "dag_processor")
    beat = BEGAN.replace(minute=1, second=second).isoformat()
    answer = {name: {"status": "healthy", f"latest_{name}_heartbeat": beat} for name in parts}
    answer["scheduler"]["status"] = scheduler
    return {"metadatabase": {"status": "healthy"}, **answer}


class Settings(unittest.TestCase):
    def test_the_operator_wins(self) -> None:
        given = services.with_defaults({"MCP_SERVER_ENABLED": "false", "AIRFLOW_MCP_HOST": "0.0.0.0"}, PLACES)
        self.assertEqual((given["MCP_SERVER_ENABLED"], given["AIRFLOW_MCP_ENABLED"]), ("false", "true"))
        self.assertEqual((given["MCP_SERVER_HOST"], given["AIRFLOW_MCP_HOST"]), ("127.0.0.1", "0.0.0.0"))

    def test_the_assistant_knows_its_sister(self) -> None:
        given = services.with_defaults({"AIRFLOW_MCP_HOST": "0.0.0.0", "AIRFLOW_MCP_PORT": "28889"}, PLACES)
        self.assertEqual(given["AIRFLOW_MCP_URL"], "http://127.0.0.1:28889")

    def test_a_service_with_a_certificate_is_called_by_https(self) -> None:
        settings = {"AIRFLOW_MCP_TLS_CERTIFICATE_FILE": "tls/server.pem"}
        given = services.with_defaults(settings, PLACES)
        self.assertEqual((given["AIRFLOW_MCP_URL"], given["AIRFLOW_MCP_CA_FILE"]), ("https://127.0.0.1:8889", "/checkout/tls/server.pem"))
        self.assertEqual(services.ASSISTANT.url(settings), "http://127.0.0.1:8081")
        self.assertNotIn("AIRFLOW_MCP_CA_FILE", services.with_defaults({}, PLACES))

    def test_no_service_is_given_the_keys_and_passwords_of_the_other(self) -> None:
        for_both = {"AIRFLOW_MCP_STATUS_KEY": "s", "AIRFLOW_API_URL": "u", "AUDIT_HMAC_KEY": "h", "LAB_PASSWORD": "p"}
        for_one = {"AIRFLOW_MCP_API_KEY": "k", "AIRFLOW_PASSWORD": "p", "AIRFLOW_TOKEN": "t", "LIBVIRT_URI": "l"}
        for_other = {"MCP_API_KEY": "k", "AI_MODEL_API_KEY": "m", "RAG_STORE_URL": "r", "MCP_JWT_KEYS": "j"}
        everything = {**for_both, **for_one, **for_other}
        self.assertEqual(services.only_for(services.AIRFLOW, everything), {**for_both, **for_one})
        self.assertEqual(services.only_for(services.ASSISTANT, everything), {**for_both, **for_other})

    def test_everything_lies_in_the_state_folder(self) -> None:
        given = services.with_defaults({}, PLACES)
        self.assertEqual(given["AIRFLOW_MCP_AUDIT_FILE"], "/state/audit/airflow-mcp.jsonl")
        self.assertEqual(given["VM_JOURNAL"], "/state/journal")
        self.assertEqual(given["RAG_INDEX"], "/state/index")
        self.assertEqual(PLACES.env_file, Path("/state/.env"))

    def test_one_service_alone_can_be_chosen(self) -> None:
        self.assertEqual(services.chosen({"QUBINODE_SERVICES": "airflow-mcp"}), [services.AIRFLOW])
        self.assertEqual(services.chosen({}), [services.AIRFLOW, services.ASSISTANT])
        with self.assertRaises(Problem):
            services.chosen({"QUBINODE_SERVICES": "airflow"})

    def test_refuses_what_is_no_port(self) -> None:
        for wrong in ("0", "65536", "x", "-1"):
            with self.assertRaises(Problem):
                port_number(wrong, "AIRFLOW_MCP_PORT")


class Digest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "pom.xml").write_text("<project/>")
        jar = build.program(self.root, services.AIRFLOW.name)
        jar.parent.mkdir(parents=True)
        jar.touch()
        self.file = self.root / "mcp-servers.yml"

    def digest(self, *in_env_file: str, **settings: str) -> str:
        return services.digest(services.AIRFLOW, settings, self.root, self.file, in_env_file)

    def documented(self) -> set:
        """The variables that the pages' tables list, and those that the services' own table names."""
        root = Path(services.__file__).resolve().parents[1]
        of_each = re.findall(r'Map\.entry\("([A-Z_]+)"', next(root.glob("common-security/src/main/**/EnvironmentNames.java")).read_text())
        names = {f"{prefix}{name}" for name in of_each for prefix in ("MCP_", "AIRFLOW_MCP_")}
        for settings in root.glob("*/src/main/**/config/*Settings.java"):
            names.update(re.findall(r'Map\.entry\("([A-Z_]+)"', settings.read_text()))
        for page in (root / "README.md", *root.glob("docs/*.md")):
            for table in re.findall(r"^\| variable .*\n((?:\|.*\n)+)", page.read_text(), re.MULTILINE):
                first_cells = " ".join(row.split("|")[1] for row in table.splitlines())
                names.update(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]*)", first_cells))
        return names

    def test_sees_every_documented_variable(self) -> None:
        documented = self.documented()
        self.assertLessEqual({"OTEL_EXPORTER_OTLP_ENDPOINT", "RATE_LIMIT_REDIS_URL", "MCP_JWT_", "VM_JOURNAL"}, documented)
        before = self.digest()
        own = {name for name in documented if services.only_for(services.AIRFLOW, {name: "x"})}
        missed = {name for name in own if self.digest(**{name: "x"}) == before}
        self.assertEqual(missed - set(services.LAUNCHER_ONLY), set())

    def test_sees_what_dot_env_sets_and_what_the_file_refers_to_whatever_it_is_called(self) -> None:
        self.assertNotEqual(self.digest("TZ", TZ="UTC"), self.digest("TZ", TZ="CET"))
        self.assertEqual(self.digest("QUBINODE_SERVICES", QUBINODE_SERVICES="a"), self.digest())
        self.file.write_text("airflow: {api: {password: '${LAB_PASSWORD}', token: '${LAB_TOKEN:none}'}}")
        for name in ("LAB_PASSWORD", "LAB_TOKEN"):
            self.assertNotEqual(self.digest(**{name: "old"}), self.digest(**{name: "new"}))

    def test_sees_changed_settings_but_not_another_shell(self) -> None:
        before = self.digest(LIBVIRT_URI="a", SHLVL="1")
        self.assertEqual(self.digest(LIBVIRT_URI="a", SHLVL="2"), before)
        self.assertNotEqual(self.digest(LIBVIRT_URI="b", SHLVL="1"), before)
        self.file.write_text("airflow: {}")
        self.assertNotEqual(self.digest(LIBVIRT_URI="a", SHLVL="1"), before)

    def test_sees_changed_code(self) -> None:
        before = self.digest()
        (self.root / "pom.xml").write_text("<project></project>")
        self.assertNotEqual(self.digest(), before)


class Health(unittest.TestCase):
    def test_needs_heartbeats_of_this_start(self) -> None:
        self.assertTrue(healthy_since(health(5), BEGAN))
        self.assertFalse(healthy_since(health(5), BEGAN.replace(minute=1, second=6)))

    def test_needs_every_part(self) -> None:
        self.assertFalse(healthy_since(health(5, scheduler="unhealthy"), BEGAN))
        self.assertFalse(healthy_since(None, BEGAN))
        self.assertFalse(healthy_since({}, BEGAN))


if __name__ == "__main__":
    unittest.main()
