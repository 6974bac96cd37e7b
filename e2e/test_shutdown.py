"""A service that is told to end while it works in native code ends in order, and not by a crash."""
import contextlib
import os
import secrets
import signal
import subprocess
import time

import httpx2 as httpx
import pytest
import stack as stacks
from assistant import DOCUMENTS

from launcher import build, jdk, services

PORT = 27175
CORPUS = stacks.CORPUS if stacks.CORPUS.is_dir() else DOCUMENTS
SECONDS_TO_END = 35  # what the unit gives it


def ready():
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{PORT}/q/health/ready", timeout=5).status_code == 200
    return False


@pytest.mark.parametrize("after", [0.3, 1, 1.7, 2.5])
def test_ends_in_order_while_documents_are_embedded(built, tmp_path, after):
    java = jdk.find(os.environ)
    environment = {
        "PATH": os.environ["PATH"], "MCP_SERVER_ENABLED": "true", "MCP_SERVER_HOST": "127.0.0.1", "MCP_SERVER_PORT": str(PORT),
        "MCP_MANAGEMENT_PORT": "0", "MCP_API_KEY": secrets.token_hex(32), "MCP_AUDIT_FILE": str(tmp_path / "audit.jsonl"),
        "RAG_PATHS": str(CORPUS), "RAG_INDEX": str(tmp_path / "index"),
    }
    command = services.java(java, build.built(stacks.ROOT, services.ASSISTANT.name), {})
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        stacks.until(ready, "it serves")
        time.sleep(after)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS_TO_END) == 128 + signal.SIGTERM, (tmp_path / "log").read_text()[-2_000:]
    finally:
        process.kill()
        process.wait()
    text = (tmp_path / "log").read_text()
    assert "Reading the documents ends early" in text, "the test came too late"
    assert not list(tmp_path.glob("hs_err*")), text[-2_000:]
    assert " ERROR " not in text and "still being embedded" not in text, text
