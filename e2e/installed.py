"""What deploy/install.sh puts below a folder, and its units run there as systemd would, without systemd."""
import contextlib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import time

import httpx2 as httpx
import pytest
import stack as stacks

DEPLOY = stacks.ROOT / "deploy"
KEYS = {"airflow-mcp": "AIRFLOW_MCP_API_KEY", "ai-assistant-mcp": "MCP_API_KEY"}
# What belongs to a host and not to us, so that it has other places below the folder.
OF_THE_PRODUCT = re.compile(r"(?<![\w.])/(etc|opt|var/lib|var/log)/(?=qubinode-mcp)")


def install(root, *arguments, **options):
    command = [DEPLOY / "install.sh", "--root", root, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=stacks.SECONDS, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fresh(root):
    """A file system as a distribution has it before."""
    for folder in ("etc/systemd/system/multi-user.target.wants", "etc/sysusers.d", "opt", "var/lib", "var/log"):
        (root / folder).mkdir(parents=True)
    (root / "etc/systemd/system/multi-user.target.wants/cron.service").symlink_to("/lib/systemd/system/cron.service")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (root / "etc/group").write_text("root:x:0:\nlibvirt:x:120:\n")
    return root


def environment_file(root, of="qubinode-mcp"):
    return root / f"etc/qubinode-mcp/{of}.env"


def settings(root, *of):
    """What the variables' files say, a later file over an earlier one."""
    text = "\n".join(environment_file(root, name).read_text() for name in of)
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def files(root):
    """Every file and folder with its mode, but for what the account tools keep beside their own files."""
    kept = re.compile(r"etc/(\.pwd\.lock|g?shadow-?|passwd-|group-)")
    names = ((str(path.relative_to(root)), path.lstat()) for path in root.rglob("*"))
    return {name: status.st_mode for name, status in names if not kept.fullmatch(name)}


class Unit:
    """One installed unit; what it says is done, under the account that it names."""

    def __init__(self, root, service):
        self.root = root
        self.service = service
        self.text = (root / f"etc/systemd/system/{service}.service").read_text()

    def value(self, name):
        return re.search(rf"^{name}=(.*)$", self.text, re.MULTILINE).group(1)

    def here(self, text):
        return OF_THE_PRODUCT.sub(lambda found: f"{self.root}{found.group()}", text)

    def environment(self):
        """Environment= first, for EnvironmentFile= wins."""
        set_here = (line.split("=", 1) for line in re.findall(r'^Environment="?(.*?)"?$', self.text, re.MULTILINE))
        files = re.findall(r"^EnvironmentFile=/etc/qubinode-mcp/(.*)[.]env$", self.text, re.MULTILINE)
        given = dict(set_here) | settings(self.root, *files)
        # java.options names the cache where it is on the host; with "on" Java refuses to start on one that does not hold.
        given["QUBINODE_JAVA_OPTS"] = f"-XX:AOTCache=/opt/qubinode-mcp/{self.service}/app.aot -XX:AOTMode=on"
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | {name: self.here(value) for name, value in given.items()}

    def command(self):
        words = shlex.split(self.here(self.value("ExecStart")))
        given = self.environment()
        # systemd splits a variable that stands alone.
        return [part for word in words for part in (shlex.split(given[word[1:]]) if word.startswith("$") else [word])]

    def account(self):
        """The account of User= with its groups, in the folder's own files."""
        name = self.value("User")
        fields = re.search(rf"^{name}:[^:]*:(\d+):(\d+):", (self.root / "etc/passwd").read_text(), re.MULTILINE)
        groups = re.findall(r"^[^:]+:[^:]*:(\d+):(.*)$", (self.root / "etc/group").read_text(), re.MULTILINE)
        more = [int(number) for number, members in groups if name in members.split(",")]
        return {"user": int(fields.group(1)), "group": int(fields.group(2)), "extra_groups": more}

    def folders(self, account):
        """StateDirectory= and LogsDirectory= with their modes; only their owner may look into them."""
        for place, kind in (("var/lib", "State"), ("var/log", "Logs")):
            folder = self.root / place / self.value(f"{kind}Directory")
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(int(self.value(f"{kind}DirectoryMode"), 8))
            shutil.chown(folder, account["user"], account["group"])

    @contextlib.contextmanager
    def running(self):
        """The service, answering, until the end; then it must go as the unit says that it goes."""
        account = self.account()
        self.folders(account)
        process = subprocess.Popen(
            self.command(), cwd=self.here(self.value("WorkingDirectory")), env=self.environment(),
            umask=int(self.value("UMask"), 8), **account,
        )
        try:
            wait_for(self.connected(), process)
            yield self.connected()
        finally:
            process.terminate()
            status = process.wait(30)
        assert status == int(self.value("SuccessExitStatus"))

    def connected(self):
        given = self.environment()
        airflow = self.service == "airflow-mcp"
        port = given["AIRFLOW_MCP_PORT" if airflow else "MCP_SERVER_PORT"]
        audit = given["AIRFLOW_MCP_AUDIT_FILE" if airflow else "MCP_AUDIT_FILE"]
        return stacks.Service(f"http://127.0.0.1:{port}/mcp", given[KEYS[self.service]], pathlib.Path(audit))


def wait_for(service, process):
    deadline = time.monotonic() + stacks.SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            return service.get("/health")
        time.sleep(0.1)
    pytest.fail(f"it does not answer; exit status {process.poll()}")
