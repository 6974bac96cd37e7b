"""One service alone, set by the environment that it is started in, and small servers that note what it sends them."""
import contextlib
import dataclasses
import http.server
import json
import os
import pathlib
import queue
import secrets
import ssl
import subprocess
import threading

import httpx2 as httpx
import stack as stacks

from launcher import build, jdk, services

PREFIXES = {services.AIRFLOW: "AIRFLOW_MCP_", services.ASSISTANT: "MCP_"}
SERVERS = {services.AIRFLOW: "AIRFLOW_MCP_", services.ASSISTANT: "MCP_SERVER_"}
CERTIFICATES = stacks.ROOT / "deploy" / "tls" / "certificates.sh"


@dataclasses.dataclass(frozen=True)
class Alone:
    """A service that runs."""

    service: services.Service
    base: str
    key: str
    folder: pathlib.Path
    process: subprocess.Popen
    trusted: object  # what httpx is to verify its certificate with

    @property
    def log(self):
        return (self.folder / "log").read_text()

    def get(self, path, key=None, **headers):
        return httpx.get(self.base + path, headers=headers or {"X-API-Key": key or self.key}, verify=self.trusted, timeout=stacks.SECONDS)

    def call(self, tool, key=None, verify=None, headers=None, **arguments):
        headers = {"X-API-Key": key or self.key} if headers is None else headers
        return httpx.post(f"{self.base}/tools/{tool}", headers=headers, json=arguments, verify=verify or self.trusted, timeout=stacks.SECONDS)

    def tools(self, **options):
        return {tool["name"] for tool in self.get("/tools", **options).json()["tools"]}


@contextlib.contextmanager
def running(service, folder, port, certificate=None, **settings):
    """A service with these settings beside the few that it cannot do without, once it serves.

    :param certificate: the authority of its certificate, where the settings give it one
    """
    prefix, server, key = PREFIXES[service], SERVERS[service], secrets.token_hex(32)
    environment = {
        "PATH": os.environ["PATH"], f"{server}ENABLED": "true", f"{server}HOST": "127.0.0.1", f"{server}PORT": str(port),
        f"{prefix}MANAGEMENT_PORT": "0", f"{prefix}API_KEY": key, f"{prefix}AUDIT_FILE": str(folder / "audit.jsonl"),
        "LIBVIRT_URI": "test:///default", "VM_JOURNAL": str(folder / "journal"), "RAG_PATHS": str(folder), "RAG_INDEX": str(folder / "index"),
        "AIRFLOW_API_URL": "http://127.0.0.1:1", "AIRFLOW_USERNAME": "nobody", "AIRFLOW_PASSWORD": "none",
    } | {name: str(value) for name, value in settings.items()}
    command = services.java(jdk.find(os.environ), build.built(stacks.ROOT, service.name), environment)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    scheme, trusted = ("https", ssl.create_default_context(cafile=certificate)) if certificate else ("http", True)
    base = f"{scheme}://{environment[f'{server}HOST']}:{environment[f'{server}PORT']}"

    def ready():
        assert process.poll() is None, (folder / "log").read_text()[-2_000:]
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{base}/q/health/live", verify=trusted, timeout=5).status_code == 200
        return False

    try:
        stacks.until(ready, "it serves")
        yield Alone(service, base, environment[f"{prefix}API_KEY"], folder, process, trusted)
    finally:
        process.terminate()
        process.wait(stacks.SECONDS)


@contextlib.contextmanager
def server(answer, certificate=None):
    """An HTTP server on loopback, by TLS with a certificate and its key; gives its port and what it is asked, as (path, headers, body).

    :param answer: gives the JSON for a path, or bytes and their media type
    """
    asked = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            asked.put((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            given = answer(self.path, body)
            content, kind = given if isinstance(given, tuple) else (json.dumps(given or {"detail": "Not Found"}).encode(), "application/json")
            self.send_response(404 if given is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)
            listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening.server_port, asked
        listening.shutdown()


def authority(folder, *commands):
    """An authority in this folder, and what each command of deploy/tls/certificates.sh makes with it."""
    for command in (("ca",), *commands):
        subprocess.run([CERTIFICATES, "--folder", folder, *command], check=True, capture_output=True)
    return folder
