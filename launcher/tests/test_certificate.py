import http.server
import json
import ssl
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from launcher.problem import Problem
from launcher.web import call

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "tls" / "certificates.sh"


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"status": "up"}).encode())

    def log_message(self, *_: object) -> None:
        pass


class OwnCertificate(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for command in (["ca"], ["server", "mcp.lab.example"], ["client", "other"]):
            subprocess.run([SCRIPT, "--folder", self.folder, *command], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"https://127.0.0.1:{server.server_port}/health"

    def test_is_taken_whatever_names_are_in_it(self) -> None:
        self.assertEqual(call(self.url, certificate=str(self.folder / "server.pem")), {"status": "up"})

    def test_no_other_is_taken(self) -> None:
        self.assertIsNone(call(self.url, certificate=str(self.folder / "other.pem")))
        self.assertIsNone(call(self.url))

    def test_a_file_without_one_is_a_problem(self) -> None:
        for name in ("server.key", "none.pem"):
            with self.assertRaises(Problem):
                call(self.url, certificate=str(self.folder / name))


class Script(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "tls"

    def run_script(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run([SCRIPT, "--folder", self.folder, *command], capture_output=True, text=True, check=False)

    def test_keeps_keys_to_their_owner_and_overwrites_nothing(self) -> None:
        for command in (("ca",), ("server", "localhost"), ("client", "alice")):
            self.assertEqual(self.run_script(*command).returncode, 0)
        modes = {file.name: file.stat().st_mode & 0o777 for file in self.folder.iterdir()}
        self.assertEqual({modes[name] for name in ("ca.key", "server.key", "alice.key", "alice.both.pem")}, {0o600})
        before = {file.name: file.read_bytes() for file in self.folder.iterdir()}
        for command in (("ca",), ("server", "localhost"), ("client", "alice")):
            again = self.run_script(*command)
            self.assertEqual(again.returncode, 73)
            self.assertIn("exists already", again.stderr)
        self.assertEqual({file.name: file.read_bytes() for file in self.folder.iterdir()}, before)

    def test_says_what_is_missing(self) -> None:
        for command, sentence in (
            (("client", "alice"), "there is no authority"),
            (("server",), "for which names?"),
            (("client", "../alice"), "a client's name"),
            (("client", "alice", "--dns"), "--dns needs a value"),
        ):
            done = self.run_script(*command)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(sentence, done.stderr)
