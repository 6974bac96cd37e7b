import contextlib
import io
import json
import os
import shutil
import stat
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

from launcher import cli, connect, mcp_clients, mcp_probe, services
from launcher.places import Places
from launcher.problem import Problem
from launcher.processes import Register
from launcher.tests.server import Exchange, FakeServer

KEY = "0123456789abcdef0123456789abcdef"
# In the form of each client's own documentation.
OVER_HTTP = {
    "claude-code": {"type": "http", "url": "URL", "headers": {"X-API-Key": KEY}},
    "cursor": {"url": "URL", "headers": {"X-API-Key": KEY}},
    "vscode": {"type": "http", "url": "URL", "headers": {"X-API-Key": KEY}},
    "gemini": {"httpUrl": "URL", "headers": {"X-API-Key": KEY}},
}


def two_pages(exchange: Exchange, message: dict) -> None:
    if exchange.headers["X-API-Key"] != KEY:
        problem = {"detail": "The key is not known.", "hint": "Send X-API-Key."}
        return exchange.status(401, json.dumps(problem).encode(), {"Content-Type": "application/problem+json"})
    first = not message["params"].get("cursor")
    tool = {"inputSchema": {}}
    page = {"tools": [{"name": "a", **tool}, {"name": "b", **tool}], "nextCursor": "2"} if first else {"tools": [{"name": "c", **tool}]}
    exchange.reply(message, page)


class ConnectTest(unittest.TestCase):
    """The instance runs as far as ``connect`` can see: its records are of processes that live, and a small server answers."""

    def setUp(self) -> None:
        warnings.simplefilter("ignore", ResourceWarning)  # What is started outlives the object that started it.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        patched = mock.patch.dict(os.environ, {"HOME": folder.name})
        patched.start()
        self.addCleanup(patched.stop)
        for name in ("XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "AIRFLOW_MCP_API_KEY", "MCP_API_KEY", "SSL_CERT_FILE"):
            os.environ.pop(name, None)
        self.places = self.checkout(self.home / "checkout")
        self.places.make()
        self.places.env_file.write_text(f"AIRFLOW_MCP_API_KEY={KEY}\nMCP_API_KEY={KEY}\n")
        self.register = Register(self.places.run)
        self.server = FakeServer(two_pages)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.environment: dict = {}

    def checkout(self, root: Path) -> Places:
        """Nothing can be built here, should a ``stdio`` start a service by mistake."""
        real = Path(services.__file__).resolve().parents[1]
        root.mkdir()
        shutil.copy(real / "qubinode", root)
        (root / "launcher").symlink_to(real / "launcher")
        return Places.of(root, {"QUBINODE_HOME": f"{root}/state"})

    def serve(self, *wanted: services.Service, methods: str = "api_key", certificate: str = "", url: str = "") -> None:
        for service in wanted:
            log = self.places.log(service.name)
            url = url or self.server.url.removesuffix("/mcp")
            self.register.start(service.name, url, ["sleep", "60"], self.home, os.environ, log, "", certificate, methods)
            self.addCleanup(self.register.stop, service.name)

    def connect(self, *arguments: str) -> "tuple[bool, str, str]":
        output, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            settings = {"AIRFLOW_MCP_API_KEY": KEY, "MCP_API_KEY": KEY, **self.environment}
            works = connect.run(self.places, settings, self.environment, cli.parser().parse_args(["connect", *arguments]))
        return works, output.getvalue(), errors.getvalue()

    def printed(self, *arguments: str) -> dict:
        return json.loads(self.connect(*arguments, "--print")[1])

    def command(self, *arguments: str, **variables: str) -> dict:
        return {"command": str(self.places.command), "args": ["stdio", *arguments], **({"env": variables} if variables else {})}


class Writing(ConnectTest):
    def test_each_client_gets_its_form_in_its_file_and_keeps_the_rest(self) -> None:
        self.serve(*services.ALL)
        files = {
            "claude-code": ".claude.json",
            "claude-desktop": ".config/Claude/claude_desktop_config.json",
            "cursor": ".cursor/mcp.json",
            "vscode": ".config/Code/User/mcp.json",
            "gemini": ".gemini/settings.json",
        }
        for client, name in files.items():
            file = self.home / name
            key = "servers" if client == "vscode" else "mcpServers"
            theirs = {"theme": "dark", key: {"theirs": {"command": "x"}}, "projects": {}}
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(theirs))
            with self.subTest(client):
                with mock.patch("sys.platform", "linux"):
                    self.assertIn(f"Wrote qubinode-airflow and qubinode-assistant to {file}", self.connect(client)[1])
                    self.assertIn("already", self.connect(client)[1])
                settings = json.loads(file.read_text())
                ours = {name: settings[key].pop(name) for name in ("qubinode-airflow", "qubinode-assistant")}
                self.assertEqual(settings, theirs)
                if client == "claude-desktop":
                    home = str(self.places.state)
                    self.assertEqual(ours["qubinode-airflow"], self.command("airflow", QUBINODE_HOME=home))
                    self.assertEqual(ours["qubinode-assistant"], self.command("ai", QUBINODE_HOME=home))
                else:
                    expected = json.loads(json.dumps(OVER_HTTP[client]).replace("URL", self.server.url))
                    self.assertEqual(ours, {"qubinode-airflow": expected, "qubinode-assistant": expected})
                    self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)

    def test_knows_where_clients_look_elsewhere(self) -> None:
        with mock.patch("sys.platform", "darwin"):
            library = self.home / "Library" / "Application Support"
            self.assertEqual(mcp_clients.ALL["claude-desktop"].file({}), library / "Claude" / "claude_desktop_config.json")
            self.assertEqual(mcp_clients.ALL["vscode"].file({}), library / "Code" / "User" / "mcp.json")
        self.assertEqual(mcp_clients.ALL["claude-code"].file({"CLAUDE_CONFIG_DIR": "/c"}), Path("/c/.claude.json"))
        with mock.patch("sys.platform", "linux"):
            self.assertEqual(mcp_clients.ALL["vscode"].file({"XDG_CONFIG_HOME": "/x"}), Path("/x/Code/User/mcp.json"))

    def test_writes_another_file_and_one_service_on_demand(self) -> None:
        self.serve(*services.ALL)
        file = self.home / "project" / ".mcp.json"
        self.connect("claude-code", "--file", str(file), "--service", "ai")
        self.assertEqual(list(json.loads(file.read_text())["mcpServers"]), ["qubinode-assistant"])
        self.assertFalse((self.home / ".claude.json").exists())

    def test_what_does_not_run_cannot_be_connected(self) -> None:
        with self.assertRaisesRegex(Problem, "No service runs"):
            self.connect("cursor")
        self.serve(services.AIRFLOW)
        self.assertEqual(list(self.printed("cursor")["mcpServers"]), ["qubinode-airflow"])
        with self.assertRaisesRegex(Problem, "ai-assistant-mcp does not run"):
            self.connect("cursor", "--service", "ai")

    def test_printing_writes_nothing(self) -> None:
        self.serve(services.AIRFLOW)
        self.assertEqual(list(self.printed("vscode")["servers"]), ["qubinode-airflow"])
        self.assertEqual(list(self.home.iterdir()), [self.places.root])


class Credentials(ConnectTest):
    """Where a key over plain HTTP will not do."""

    def entry(self, client: str, **environment: str) -> dict:
        self.environment = environment
        (servers,) = self.printed(client).values()
        return servers["qubinode-airflow"]

    def test_a_certificate_that_only_the_launcher_trusts_goes_by_stdio(self) -> None:
        self.serve(services.AIRFLOW, certificate="/server.pem", url="https://127.0.0.1:1")
        self.assertEqual(self.entry("gemini"), self.command("airflow", QUBINODE_HOME=str(self.places.state)))
        self.assertEqual(self.entry("vscode")["type"], "stdio")

    def test_a_key_that_dot_env_does_not_hold_goes_along(self) -> None:
        self.serve(services.AIRFLOW)
        entry = self.entry("claude-desktop", AIRFLOW_MCP_API_KEY="from-the-shell")
        self.assertEqual(entry["env"]["AIRFLOW_MCP_API_KEY"], "from-the-shell")
        self.assertTrue(mcp_clients.holds_secret(entry))

    def test_a_key_that_clients_would_take_for_a_variable_goes_by_stdio(self) -> None:
        self.serve(services.AIRFLOW)
        self.assertEqual(self.entry("gemini", AIRFLOW_MCP_API_KEY="a$HOME")["args"], ["stdio", "airflow"])

    def test_tokens_come_from_the_environment(self) -> None:
        self.serve(services.AIRFLOW, methods="jwt,mtls")
        self.assertEqual(self.entry("cursor")["headers"], {"Authorization": "Bearer TOKEN"})
        self.assertEqual(self.entry("cursor", QUBINODE_AUTHORIZATION="Bearer e.y.J")["headers"], {"Authorization": "Bearer e.y.J"})
        desktop = self.entry("claude-desktop", QUBINODE_AUTHORIZATION="Bearer e.y.J")
        self.assertEqual(desktop, self.command("airflow", "--url", self.server.url, QUBINODE_AUTHORIZATION="Bearer e.y.J"))
        self.assertTrue(mcp_clients.holds_secret(desktop))

    def test_client_certificates_come_from_the_environment(self) -> None:
        self.serve(services.AIRFLOW, methods="mtls", certificate="/server.pem", url="https://127.0.0.1:1")
        placeholders = {"QUBINODE_CLIENT_CERTIFICATE": "CLIENT.pem", "SSL_CERT_FILE": "CA.pem"}
        remote = ("airflow", "--url", "https://127.0.0.1:1/mcp")
        self.assertEqual(self.entry("gemini"), self.command(*remote, **placeholders))
        given = self.entry("gemini", QUBINODE_CLIENT_CERTIFICATE="me.pem")
        self.assertEqual(given, self.command(*remote, QUBINODE_CLIENT_CERTIFICATE=os.path.abspath("me.pem")))
        self.assertFalse(mcp_clients.holds_secret(given))

    def test_a_placeholder_is_printed_with_its_meaning_but_never_written(self) -> None:
        self.serve(services.AIRFLOW, methods="jwt")
        self.assertIn("TOKEN is what your issuer gives", self.connect("cursor", "--print")[2])
        with self.assertRaises(Problem) as refused:
            self.connect("cursor")
        self.assertIn("QUBINODE_AUTHORIZATION='Bearer TOKEN'", refused.exception.next_step)
        self.assertFalse((self.home / ".cursor").exists())


class Checking(ConnectTest):
    def test_counts_the_tools_over_http(self) -> None:
        self.serve(*services.ALL)
        works, output, _ = self.connect("cursor", "--check")
        self.assertTrue(works)
        self.assertIn("✓ qubinode-airflow: 3 tools\n✓ qubinode-assistant: 3 tools\n", output)
        self.assertIn("DELETE", self.server.methods())

    def test_counts_the_tools_of_a_command_that_gets_no_more_than_the_client_gives_it(self) -> None:
        self.serve(services.AIRFLOW)
        with mock.patch.dict(os.environ, {"AIRFLOW_MCP_API_KEY": "only-of-this-shell"}):
            works, output, _ = self.connect("claude-desktop", "--check")
        self.assertTrue(works, output)
        self.assertIn("✓ qubinode-airflow: 3 tools", output)

    def test_calls_through_what_the_file_says(self) -> None:
        self.serve(services.AIRFLOW)
        self.connect("cursor")
        with mock.patch("launcher.client_file.merge", return_value=False):
            file = self.home / ".cursor" / "mcp.json"
            file.write_text(file.read_text().replace(KEY, "another"))
            works, output, _ = self.connect("cursor", "--check")
        self.assertFalse(works)
        self.assertIn("✗ qubinode-airflow: HTTP 401 Unauthorized: The key is not known. Send X-API-Key.", output)

    def test_what_is_printed_stays_json(self) -> None:
        self.serve(services.AIRFLOW)
        works, output, errors = self.connect("cursor", "--print", "--check")
        self.assertTrue(works)
        self.assertIn("✓ qubinode-airflow: 3 tools", errors)
        json.loads(output)

    def test_says_what_failed_and_what_to_do(self) -> None:
        nobody = {"url": "http://127.0.0.1:1/mcp", "headers": {}}
        for entry, message, next_step in (
            (nobody, "nobody answers at http://127.0.0.1:1/mcp", "./qubinode up"),
            ({"command": "/nowhere/qubinode"}, "/nowhere/qubinode cannot be started: No such file", ""),
            ({"command": "sh", "args": ["-c", "echo why >&2"]}, "does not answer as an MCP server: why", ""),
            ({"command": "echo", "args": ["Hello"]}, "echo Hello does not answer as an MCP server", ""),
            ({"command": "echo", "args": ["5"]}, "echo 5 does not answer as an MCP server", ""),
        ):
            with self.subTest(entry), self.assertRaises(Problem) as failed:
                mcp_probe.count_tools(entry)
            self.assertIn(message, failed.exception.message)
            self.assertIn(next_step, failed.exception.next_step)

    def test_does_not_wait_for_ever(self) -> None:
        with mock.patch.object(mcp_probe, "SECONDS", 0.05):
            with self.assertRaisesRegex(Problem, "does not answer within"):
                mcp_probe.count_tools({"command": "sleep", "args": ["10"]})
            self.server.answer = lambda exchange, message: self.server.said.get()
            with self.assertRaisesRegex(Problem, "does not answer as an MCP server"):
                mcp_probe.count_tools({"url": self.server.url, "headers": {"X-API-Key": KEY}})
            self.server.said.put(None)


if __name__ == "__main__":
    unittest.main()
