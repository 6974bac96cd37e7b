import base64
import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Optional

from launcher.doctor import access
from launcher.doctor.access import ACCEPTED, EXPIRED, IN_FILE, MISSING, REFUSED, Access
from launcher.doctor.airflow_probe import Airflow, why
from launcher.doctor.finding import BAD, OK, WARNING
from launcher.problem import Problem

ROOT = Path("/checkout")
PASSWORD = "correct horse"


def token(role: Optional[str], expiry: float = 4e9) -> str:
    """As Airflow 3's SimpleAuthManager makes them; other managers name no role."""
    claims = {"sub": "mcp", "exp": expiry, **({"role": role} if role else {})}
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims, {}))


class FakeAirflow(ThreadingHTTPServer):
    """Its answers are those that 3.3.2 and 2.11.2 gave."""

    daemon_threads = True

    def __init__(self, major: int, role: Optional[str] = "user", sees_connections: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), FakeAnswers)
        self.major, self.token, self.sees_connections = major, token(role), sees_connections
        self.asked: list = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class FakeAnswers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        airflow = self.server
        airflow.asked.append(f"GET {self.path}")
        path = self.path.partition("?")[0]
        if airflow.major == 0:
            return self.answer(302, headers={"Location": "http://127.0.0.1:1/login"})
        if path.startswith("/api/v1" if airflow.major == 3 else "/api/v2"):
            return self.answer(404, {"detail": "has been removed in Airflow 3"} if airflow.major == 3 else None)
        if path.endswith("/version"):
            return self.answer(200, {"version": {3: "3.3.2", 2: "2.11.2"}[airflow.major], "git_version": None})
        given = self.headers["Authorization"] or ""
        basic = base64.b64encode(f"mcp:{PASSWORD}".encode()).decode()
        if given != {3: f"Bearer {airflow.token}", 2: f"Basic {basic}"}[airflow.major]:
            return self.answer(403, {3: {"detail": "Invalid JWT token"}, 2: {"title": "Forbidden", "status": 403, "detail": None}}[airflow.major])
        if path.endswith("/connections") and not airflow.sees_connections:
            return self.answer(403, {"detail": "Forbidden"})
        return self.answer(200, {"total_entries": 0})

    def do_POST(self) -> None:
        self.server.asked.append(f"POST {self.path}")
        login = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if login == {"username": "mcp", "password": PASSWORD}:
            return self.answer(201, {"access_token": self.server.token})
        return self.answer(401, {"detail": "Invalid credentials"})

    def answer(self, status: int, body: Any = None, headers: Optional[dict] = None) -> None:
        text = b"<html>" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments: Any) -> None:
        pass


class Probe(unittest.TestCase):
    def airflow(self, *arguments: Any, **more: Any) -> FakeAirflow:
        server = FakeAirflow(*arguments, **more)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def access(self, server: FakeAirflow, **settings: str) -> Access:
        login = {"AIRFLOW_USERNAME": "mcp", "AIRFLOW_PASSWORD": PASSWORD}
        return Airflow({"AIRFLOW_API_URL": server.url, **login, **settings}, ROOT).access()

    def test_airflow_3_tells_the_role_in_the_token(self) -> None:
        for role, mark in (("user", OK), ("viewer", WARNING), ("admin", WARNING), ("op", WARNING)):
            found = self.access(self.airflow(3, role, sees_connections=role in ("op", "admin")))
            self.assertEqual((found.version, found.login, found.role), ("3.3.2", ACCEPTED, role))
            self.assertEqual(access.judge(found, False)[0].mark, mark)

    def test_a_manager_that_names_no_role_shows_it_by_what_it_lets_be_read(self) -> None:
        self.assertEqual(access.judge(self.access(self.airflow(3, None, sees_connections=True)), False)[0].mark, WARNING)
        self.assertEqual(access.judge(self.access(self.airflow(3, None)), False)[0].mark, OK)

    def test_airflow_2_knows_its_callers_by_password(self) -> None:
        server = self.airflow(2)
        found = self.access(server)
        self.assertEqual((found.version, found.login, found.sees_connections), ("2.11.2", ACCEPTED, False))
        self.assertEqual(self.access(server, AIRFLOW_PASSWORD="wrong").login, REFUSED)

    def test_a_login_that_is_refused_is_told_without_its_password(self) -> None:
        found = self.access(self.airflow(3), AIRFLOW_PASSWORD="battery staple")
        self.assertEqual(found.login, REFUSED)
        (judged,) = access.judge(found, False)
        self.assertEqual(judged.mark, BAD)
        self.assertIn("refuses mcp", judged.what)
        self.assertNotIn("battery", judged.what + judged.advice)

    def test_a_token_instead_of_a_login(self) -> None:
        server = self.airflow(3, "viewer")
        self.assertEqual(self.access(server, AIRFLOW_TOKEN=server.token).role, "viewer")
        self.assertEqual(self.access(server, AIRFLOW_TOKEN=token("user")).login, REFUSED)
        self.assertEqual(self.access(server, AIRFLOW_TOKEN=token("user", expiry=1e9)).login, EXPIRED)
        self.assertNotIn("POST /auth/token", server.asked)

    def test_no_login_at_all(self) -> None:
        found = Airflow({"AIRFLOW_API_URL": self.airflow(3).url}, ROOT).access()
        self.assertEqual((found.login, access.judge(found, False)[0].mark), (MISSING, BAD))

    def test_what_redirects_to_a_login_page_is_no_airflow_and_gets_no_password(self) -> None:
        server = self.airflow(0)
        found = self.access(server)
        self.assertEqual((found.version, found.status), ("", 302))
        self.assertIn("status 302", access.judge(found, False)[0].what)
        self.assertEqual([asked for asked in server.asked if "version" not in asked], [])

    def test_only_a_login_is_posted(self) -> None:
        server = self.airflow(3)
        self.access(server)
        self.assertEqual([asked for asked in server.asked if not asked.startswith("GET")], ["POST /auth/token"])

    def test_says_why_nothing_answers(self) -> None:
        with self.assertRaises(OSError) as raised:
            Airflow({"AIRFLOW_API_URL": "http://127.0.0.1:1"}, ROOT).access()
        self.assertEqual(why(raised.exception), "Connection refused")
        (judged,) = access.judge(Access("http://127.0.0.1:1", problem=why(raised.exception)), False)
        self.assertEqual(judged.mark, BAD)

    def test_a_password_in_the_address_is_refused_and_not_shown(self) -> None:
        with self.assertRaises(Problem) as raised:
            Airflow({"AIRFLOW_API_URL": "http://mcp:secret@127.0.0.1:1"}, ROOT)
        self.assertNotIn("secret", raised.exception.message)

    def test_a_file_of_authorities_that_is_not_there(self) -> None:
        with self.assertRaises(Problem) as raised:
            Airflow({"AIRFLOW_API_URL": "https://127.0.0.1:1", "AIRFLOW_CA_FILE": "none.pem"}, ROOT)
        self.assertIn("none.pem", raised.exception.message)

    def test_a_login_that_only_the_services_read_is_not_called_missing(self) -> None:
        (judged,) = access.judge(Access("http://airflow", version="3.3.2", login=IN_FILE), False)
        self.assertEqual(judged.mark, OK)
        self.assertIn("not tried", judged.what)

    def test_none_configured_is_fine(self) -> None:
        self.assertEqual(access.judge(Access(), False)[0].mark, OK)


if __name__ == "__main__":
    unittest.main()
