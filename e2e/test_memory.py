"""A service that runs out of memory ends at once, and a supervisor with the unit's settings has it serving again."""
import contextlib
import os
import re
import secrets
import subprocess
import sys
import time

import httpx2 as httpx
import pytest
import stack as stacks
from installed import DEPLOY

from launcher import build, jdk, services

PORT = 27184
FILL = """
public class Fill {
    public static void agentmain(String nothing) {
        new Thread(() -> {
            var kept = new java.util.ArrayList<byte[]>();
            while (true) {
                kept.add(new byte[1 << 20]);
            }
        }).start();
    }
}
"""


@pytest.fixture
def filling(tmp_path):
    """An agent that fills the memory of the JVM that loads it."""
    java = jdk.find(os.environ)
    (tmp_path / "Fill.java").write_text(FILL)
    (tmp_path / "manifest").write_text("Agent-Class: Fill\n")
    for command in (["javac", "Fill.java"], ["jar", "cfm", "fill.jar", "manifest", "Fill.class"]):
        subprocess.run([java.home / "bin" / command[0], *command[1:]], cwd=tmp_path, check=True)
    return tmp_path / "fill.jar"


def unit(name, text=(DEPLOY / "systemd/airflow-mcp.service").read_text()):
    return re.search(rf"^{name}=(.*)$", text, re.MULTILINE)[1]


@contextlib.contextmanager
def running(java, environment, log):
    command = services.java(java, build.built(stacks.ROOT, services.AIRFLOW.name), {})
    with log.open("a") as output:
        process = subprocess.Popen(command, cwd=log.parent, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def serves(process):
    assert process.poll() is None, process.returncode
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{PORT}/q/health/ready").status_code == 200


def test_a_service_without_memory_ends_and_is_started_again(built, filling, tmp_path):
    java = jdk.find(os.environ)
    log, trail = tmp_path / "log", tmp_path / "audit.jsonl"
    environment = {
        "PATH": os.environ["PATH"], "AIRFLOW_MCP_ENABLED": "true", "AIRFLOW_MCP_HOST": "127.0.0.1", "AIRFLOW_MCP_PORT": str(PORT),
        "AIRFLOW_MCP_MANAGEMENT_PORT": "0", "AIRFLOW_MCP_API_KEY": secrets.token_hex(32), "AIRFLOW_MCP_AUDIT_FILE": str(trail),
        "AIRFLOW_API_URL": "http://127.0.0.1:9", "LIBVIRT_URI": "test:///default", "VM_JOURNAL": str(tmp_path / "journal"),
    }
    with running(java, environment, log) as process:
        stacks.until(lambda: serves(process), "it serves")
        assert httpx.get(f"http://127.0.0.1:{PORT}/tools").status_code == 401
        subprocess.run([java.home / "bin/jcmd", str(process.pid), "JVMTI.agent_load", str(filling)], check=False, capture_output=True)
        status = process.wait(30)
    assert status != 0 and str(status) not in (unit("SuccessExitStatus"), unit("RestartPreventExitStatus")), log.read_text()
    assert unit("Restart") == "on-failure"
    time.sleep(float(unit("RestartSec")))  # as systemd does
    with running(java, environment, log) as process:
        stacks.until(lambda: serves(process), "it serves again", 10)
    done = subprocess.run([sys.executable, stacks.ROOT / "launcher/audit.py", trail], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
