"""A real Redis that keeps nothing on disk."""
import shutil
import signal
import socket
import subprocess
import time

import pytest

PORT = 27379
SECONDS_TO_START = 30


class Redis:
    """A server on loopback with a password."""

    def __init__(self, port=PORT, options=()):
        """:param options: more of its own, such as those of TLS"""
        if not shutil.which("redis-server"):
            pytest.skip("no redis-server (Debian: redis-server)")
        self.password = "secret-of-redis"
        self.port = port
        self.options = options
        self.url = f"redis://:{self.password}@127.0.0.1:{port}"
        self.process = None

    def start(self):
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--requirepass", self.password, *self.options]
        self.process = subprocess.Popen(["redis-server", *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline
                time.sleep(0.1)

    def kill(self):
        """Without any warning, as a power cut."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.kill()
