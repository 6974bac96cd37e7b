"""The running services, as the launcher tells of them, and the ways to call them."""
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import anyio
import httpx2 as httpx
from mcp import Client, ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from launcher import jdk, venvs  # noqa: E402

# A part of what there is: all of it keeps every core busy for seven minutes.
CORPUS = ROOT.parent / "shared" / "corpus" / "qubinode-docs" / "airflow"
TRANSPORTS = ("streamable_http", "sse")
SECONDS = 120
TRIES = 5  # of a change that Airflow's database takes back, as it does with one of two that wait for each other
SECONDS_TO_START = 900  # with all that is installed the first time


@dataclasses.dataclass(frozen=True)
class Service:
    """One service: its MCP address and key, and where it writes its audit trail."""

    url: str
    key: str
    audit: pathlib.Path
    headers: dict = dataclasses.field(default_factory=dict, kw_only=True)  # beside the key

    @property
    def base(self):
        return self.url.removesuffix("/mcp")

    def rest(self, tool, arguments=None, key=None, content=None):
        """Calls a tool at the REST door; `content` is sent as it is."""
        body = content if content is not None else json.dumps(arguments or {})
        headers = {"X-API-Key": key or self.key} | self.headers
        return httpx.post(f"{self.base}/tools/{tool}", content=body, headers=headers, timeout=SECONDS)

    def get(self, path, headers=None):
        headers = {"X-API-Key": self.key} | self.headers if headers is None else headers
        return httpx.get(self.base + path, headers=headers, timeout=SECONDS)

    def ask(self, tool, **arguments):
        """What a tool answers at the REST door, which must be an answer."""
        answer = self.rest(tool, arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refusal(self, tool, **arguments):
        """Status and problem of a call at the REST door that must fail."""
        answer = self.rest(tool, arguments)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()

    def records(self):
        """The records of the audit trail: first of the files that the end of their day made full, `audit.2026-11-27.1.jsonl`."""
        full = sorted(self.audit.parent.glob(self.audit.stem + ".*.jsonl"))
        # Not splitlines(), which ends a line at U+2028 and others of the sort that callers may send.
        return [json.loads(line) for file in [*full, self.audit] for line in file.read_text().split("\n") if line]

    @contextlib.asynccontextmanager
    async def session(self, transport="streamable_http", **options):
        """An initialized session of the official Python SDK; options go to its `ClientSession`."""
        headers = {"X-API-Key": self.key} | self.headers
        ending = False
        try:
            async with contextlib.AsyncExitStack() as stack:
                if transport == "sse":
                    streams = await stack.enter_async_context(sse_client(self.url + "/sse", headers=headers))
                else:
                    client = await stack.enter_async_context(httpx.AsyncClient(headers=headers, timeout=SECONDS))
                    streams = await stack.enter_async_context(streamable_http_client(self.url, http_client=client))
                session = await stack.enter_async_context(ClientSession(streams[0], streams[1], **options))
                await session.initialize()
                yield session
                ending = True
        except* anyio.BrokenResourceError:
            # The SDK's reader of HTTP+SSE fails on what arrives while its session ends, be it a ping.
            if not ending or transport != "sse":
                raise

    @contextlib.asynccontextmanager
    async def client(self, **options):
        """The official Python SDK's client with its own choice of protocol; options go to its `Client`."""
        async with httpx.AsyncClient(headers={"X-API-Key": self.key} | self.headers, timeout=SECONDS) as http:
            async with Client(streamable_http_client(self.url, http_client=http), **options) as client:
                yield client


@dataclasses.dataclass(frozen=True)
class RawAirflow:
    """An Airflow's own API, for what a test has to make there or to look at past the service."""

    url: str
    user: str
    password: str
    is_2: bool

    def _request(self, method, path, body=None):
        if self.is_2:
            options = {"auth": (self.user, self.password)}
        else:
            token = httpx.post(f"{self.url}/auth/token", json={"username": self.user, "password": self.password}, timeout=SECONDS)
            options = {"headers": {"Authorization": f"Bearer {token.json()['access_token']}"}}
        address = f"{self.url}/api/v{1 if self.is_2 else 2}/{path}"
        for _ in range(TRIES):
            answer = httpx.request(method, address, json=body, timeout=SECONDS, **options)
            if answer.status_code != 500 or "Database error" not in answer.text:
                break
        assert answer.status_code < 300, answer.text
        return answer

    def get(self, path):
        return self._request("GET", path).json()

    def post(self, path, body):
        return self._request("POST", path, body).json()

    def patch(self, path, body):
        return self._request("PATCH", path, body).json()

    def delete(self, path):
        self._request("DELETE", path)


@dataclasses.dataclass(frozen=True)
class AirflowService(Service):
    """airflow-mcp, and past it the Airflow that it is on."""

    raw: RawAirflow


@dataclasses.dataclass(frozen=True)
class Stack:
    """Both services, started by the launcher with a state folder of their own."""

    environment: dict
    output: str
    ai: Service
    airflow: Service

    @property
    def home(self):
        return pathlib.Path(self.environment["QUBINODE_HOME"])

    def launcher(self, *arguments, **options):
        return launcher(self.environment, *arguments, **options)


def launcher(environment, *arguments, check=True):
    """Runs `./qubinode` and gives its result, standard error in its output."""
    done = subprocess.run(
        [str(ROOT / "qubinode"), *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=SECONDS_TO_START,
    )
    assert done.returncode == 0 or not check, done.stdout
    return done


def environment(home, **more):
    """An environment in which the launcher disturbs no instance of the user's."""
    variables = {name: value for name, value in os.environ.items() if not re.match(r"(AI|MCP|AIRFLOW|RAG|RATE_LIMIT|LIBVIRT)_", name)}
    variables |= {
        "QUBINODE_HOME": str(home),
        # Below the range from which clients get theirs.
        "QUBINODE_AIRFLOW_PORT": "27080",
        "MCP_SERVER_PORT": "27181",
        "AIRFLOW_MCP_PORT": "27189",
        "MCP_RATE_LIMIT": "100000",
        "AIRFLOW_MCP_RATE_LIMIT": "100000",
        "MCP_RATE_LIMIT_UNAUTHENTICATED": "100000",
        "AIRFLOW_MCP_RATE_LIMIT_UNAUTHENTICATED": "100000",
        "MCP_TRUSTED_PROXIES": "127.0.0.1",
        "AIRFLOW_MCP_TRUSTED_PROXIES": "127.0.0.1",
        # Fifteen times as often as by default, so that a test need not wait as long.
        "QUARKUS_MCP_SERVER_AUTO_PING_INTERVAL": "2s",
    }
    if CORPUS.is_dir():
        variables |= {"RAG_PATHS": str(CORPUS), "QUARKUS_MCP_SERVER_RESOURCES_PAGE_SIZE": "10"}
    return variables | more


def environment_of(name, *installations):
    """A virtual environment with these packages, made once for all runs."""
    root = venvs.cache(os.environ)
    return venvs.ensure(root, name, sys.executable, installations, root / f"{name}.log")


def java_with(name, folder):
    """The command that runs a single-file program in Java with the libraries of `e2e/NAME/pom.xml`."""
    java = jdk.find(os.environ)
    classpath = folder / "classpath"
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
    subprocess.run(
        [ROOT / "mvnw", "-q", "-B", "-f", ROOT / "e2e" / name / "pom.xml", goal, f"-Dmdep.outputFile={classpath}"],
        env=os.environ | {"JAVA_HOME": str(java.home)}, check=True,
    )
    return [java.java, "-cp", classpath.read_text()]


def started(variables):
    """Starts the services and gives them at the addresses that `up` prints, with the keys that `keys show` knows."""
    output = launcher(variables, "up").stdout
    addresses = dict(re.findall(r"^(\S+)\n  URL  (\S+)$", output, re.MULTILINE))
    audit = pathlib.Path(variables["QUBINODE_HOME"]) / "audit"

    def service(name):
        if name not in addresses:
            return None
        return Service(addresses[name], launcher(variables, "keys", "show", name).stdout.strip(), audit / f"{name}.jsonl")

    return Stack(variables, output, service("ai-assistant-mcp"), service("airflow-mcp"))


def has_read(ai):
    """Whether the service for documents has read them all."""
    parts = {part["name"]: part for part in ai.ask("get_project_status")["components"]}
    return "being indexed" not in parts["documents"].get("detail", "being indexed")


def processes_of(home):
    """The command lines by process id of all that know this state folder by their environment."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            with contextlib.suppress(OSError):
                if f"{home}/".encode() in (folder / "environ").read_bytes() + b"/":
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return found


def until(condition, what, seconds=SECONDS):
    """Waits for a condition and gives its value."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")
