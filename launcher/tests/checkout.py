"""A checkout that is built already, with stand-ins for Java and Airflow: small HTTP servers that answer what ``up`` asks."""

import os
import random
import sys
from pathlib import Path

from launcher import airflow, build, services
from launcher.jdk import Jdk
from launcher.places import Places
from launcher.processes import Register
from launcher.web import bind_problem

SERVER = f"""#!{sys.executable}
import datetime, http.server, json, os, sys

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = answer(self.path)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    do_POST = do_GET

    def log_message(self, *arguments):
        pass

def serve(port):
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()
"""
JAVA = f"""{SERVER}
def answer(path):
    return 200, {{"status": "up"}}

if "--settings" in sys.argv:
    print("{{}}")
else:
    is_airflow = any("app/airflow-mcp/" in argument for argument in sys.argv)
    serve(os.environ["AIRFLOW_MCP_PORT" if is_airflow else "MCP_SERVER_PORT"])
"""
# Its answers are those of Airflow 3.3.2. It is healthy as soon as the file "ready" is in its home.
AIRFLOW = f"""{SERVER}
def answer(path):
    if not os.path.exists("ready"):
        return 503, {{}}
    beat = datetime.datetime.now(datetime.timezone.utc).isoformat()
    parts = ("scheduler", "triggerer", "dag_processor")
    health = {{name: {{"status": "healthy", f"latest_{{name}}_heartbeat": beat}} for name in parts}}
    return 200, {{"metadatabase": {{"status": "healthy"}}, "access_token": "t", "version": "3.3.2", **health}}

serve(os.environ["AIRFLOW__API__PORT"])
"""
ENDS_EARLY = "#!/bin/sh\necho no such table\nexit 3\n"


class Checkout:
    """Everything lies in the folder; nothing is started yet. With ``QUBINODE_NATIVE`` what is built are binaries."""

    def __init__(self, folder: Path) -> None:
        self.places = Places.of(folder, {"QUBINODE_HOME": str(folder / "state")})
        self.places.make()
        self.register = Register(self.places.run)
        self.jdk = Jdk(folder / "jdk", (25,))
        self.servers_file = folder / "mcp-servers.yml"
        self.first_port = free_ports(6)
        self.settings = {
            "QUBINODE_AIRFLOW_PORT": str(self.first_port),
            "AIRFLOW_MCP_PORT": str(self.first_port + 4),
            "MCP_SERVER_PORT": str(self.first_port + 5),
        }
        (folder / "pom.xml").write_text("<project/>")
        _program(self.jdk.java, JAVA)
        for service in services.ALL:
            _program(build.program(folder, service.name), JAVA)
            (build.built(folder, service.name) / build.OPTIONS).write_text(f"# for Java {self.jdk}\n")
            build.remember(folder, service.name)
        self.install_airflow(AIRFLOW)

    def install_airflow(self, program: str) -> None:
        venv = self.places.airflow / "venv"
        _program(venv / "bin" / "airflow", program)
        (venv / f"apache-airflow-{airflow.VERSION}-postgresql.installed").touch()

    def make_airflow_ready(self) -> None:
        (self.places.airflow / "home" / "ready").touch()

    def stop(self) -> None:
        for name in (*(service.name for service in services.ALL), airflow.NAME):
            self.register.stop(name)


def free_ports(count: int) -> int:
    """The first of some in a row that nobody uses now."""
    while True:
        first = random.randrange(31100, 32600)
        if not any(bind_problem(first + offset, "127.0.0.1") for offset in range(count)):
            return first


def _program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.chmod(file, 0o755)
