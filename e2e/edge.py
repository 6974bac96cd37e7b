"""A real nginx with the configuration of deploy/nginx, on ports and files of its own."""
import base64
import contextlib
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import time

import httpx2 as httpx
import stack as stacks

CONFIGURATION = stacks.ROOT / "deploy" / "nginx"
PORT = 27443 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
USER, PASSWORD = "alice", "correct horse"
BASIC = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}

MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include qubinode-mcp/upstreams.conf;
    include qubinode-mcp/{variant}.conf;
}}
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def certificate(folder, name, subject, *, ca=None, extensions=()):
    """A key and a certificate for a day, signed by itself or by the authority of this name."""
    signer = ("-CA", folder / f"{ca}.pem", "-CAkey", folder / f"{ca}.key") if ca else ()
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", subject,
        *(part for extension in extensions for part in ("-addext", extension)),
        *signer, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem",
    )


@dataclasses.dataclass(frozen=True)
class Edge:
    """nginx before both services."""

    folder: pathlib.Path
    ai: stacks.Service
    airflow: stacks.Service

    @property
    def tls(self):
        return self.folder / "qubinode-mcp" / "tls"

    def log(self):
        return (self.folder / "access.log").read_text()


@contextlib.contextmanager
def running(folder, variant, stack, changes=(), headers=None):
    """
    :param variant: basic, token or mtls
    :param headers: what nginx asks of a caller beside the key
    :param changes: (old, new) texts in locations.conf
    """
    headers = headers or {}
    files = folder / "qubinode-mcp"
    (files / "tls").mkdir(parents=True)
    certificate(files / "tls", "ca", "/CN=e2e authority")
    certificate(files / "tls", "server", "/CN=localhost", ca="ca", extensions=("subjectAltName=DNS:localhost", "basicConstraints=CA:FALSE"))
    certificate(files / "tls", "clients-ca", "/CN=e2e clients")
    certificate(files / "tls", "client", "/CN=alice", ca="clients-ca", extensions=("basicConstraints=CA:FALSE", "extendedKeyUsage=clientAuth"))
    hashed = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], check=True, capture_output=True, text=True).stdout
    (files / "users").write_text(f"{USER}:{hashed}")
    for file in CONFIGURATION.glob("*.conf"):
        (files / file.name).write_text(adapted(file.read_text(), folder, stack, changes))
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, variant=variant))
    # Not as root, as which it would read what it may not read in a real installation.
    other = {"user": "nobody"} if os.geteuid() == 0 else {}
    for path in (folder, *folder.rglob("*")) if other else ():
        shutil.chown(path, "nobody")
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, **other)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, **other) as nginx:
        try:
            wait_for_port(nginx, folder)
            base = f"https://localhost:{PORT}/mcp"
            yield Edge(
                folder,
                dataclasses.replace(stack.ai, url=f"{base}/ai", headers=headers),
                dataclasses.replace(stack.airflow, url=f"{base}/airflow", headers=headers),
            )
        finally:
            nginx.terminate()
            nginx.wait(stacks.SECONDS)


def adapted(text, folder, stack, changes):
    """Only what a test may not have: ports, the log's place, and what the test itself is about."""
    services = {"127.0.0.1:8081": stack.ai, "127.0.0.1:8889": stack.airflow}
    for address, service in services.items():
        text = text.replace(address, re.search(r"//([^/]+)", service.url)[1])
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{PORT} ").replace("/var/log/nginx/qubinode-mcp.log", f"{folder}/access.log")
    for old, new in changes:
        text = text.replace(old, new)
    return text


def wait_for_port(nginx, folder):
    deadline = time.monotonic() + stacks.SECONDS
    while True:
        try:
            httpx.get(f"https://localhost:{PORT}/", verify=False, timeout=5)
            return
        except httpx.HTTPError:
            alive = nginx.poll() is None or os.path.exists(folder / "nginx.pid")
            assert alive and time.monotonic() < deadline, (folder / "error.log").read_text()
            time.sleep(0.05)
