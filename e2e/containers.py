"""Container images made and run for real where there is no container engine: by buildah, umoci and runc, as root.

Base images come from the internet. Here the base is an empty one and the machine's own programs are mounted into it, its JDK and libvirt
among them, so apt-get has nothing to do.
"""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import httpx2 as httpx
import pytest
import stack as stacks
from stack import until

sys.path.insert(0, str(stacks.ROOT))
from launcher import build, jdk  # noqa: E402

PROGRAMS = ("buildah", "docker-registry", "runc", "umoci")
OF_THE_MACHINE = [folder for folder in ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc") if pathlib.Path(folder).exists()]
REGISTRY = "127.0.0.1:27250"
SECONDS = 300


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS, check=False, **options)
    assert done.returncode == 0, f"{command}: {done.stdout[-3_000:]}{done.stderr[-3_000:]}"
    return done.stdout


def needs(*programs):
    if missing := [program for program in programs if not shutil.which(program)]:
        pytest.skip(f"no {', '.join(missing)} (Debian: packages of these names)")
    if os.geteuid() != 0:
        pytest.skip("containers are run as root")


class Workshop:
    """A folder with a store of images."""

    def __init__(self, folder):
        needs(*PROGRAMS)
        self.folder = folder
        self.jdk = jdk.find(os.environ)
        self._make_base()

    def _make_base(self):
        layout = self.folder / "layout"
        base = f"{layout}:base"
        run("umoci", "init", "--layout", layout)
        run("umoci", "new", "--image", base)
        home = self.jdk.home
        run("umoci", "config", "--image", base, "--config.env", f"JAVA_HOME={home}", "--config.env", f"PATH={home}/bin:/usr/bin:/bin")
        unpacked = self.folder / "base"
        run("umoci", "unpack", "--image", base, unpacked)
        for place in (*OF_THE_MACHINE, "/tmp"):
            (unpacked / "rootfs" / place[1:]).mkdir()
        (unpacked / "rootfs/tmp").chmod(0o1777)  # which runc gives the tmpfs that it mounts there
        run("umoci", "repack", "--image", base, unpacked)
        (self.folder / "apt-get").write_text("#!/bin/sh\n")
        (self.folder / "apt-get").chmod(0o755)

    def buildah(self, command, *arguments):
        place = ("--root", self.folder / "store", "--runroot", self.folder / "run", "--storage-driver", "vfs")
        return run("buildah", *place, command, *arguments, cwd=stacks.ROOT)

    def build(self, service, *options, kind="jvm"):
        """
        The image of deploy/containers, or one of its stages with `--target`.

        :param kind: the end of the Containerfile's name
        """
        mounted = [part for folder in OF_THE_MACHINE for part in ("-v", f"{folder}:{folder}:ro")]
        file = f"deploy/containers/{service}/Containerfile.{kind}"
        name = f"localhost/{service}:{'-'.join((kind, *options))}"
        self.buildah(
            "bud", "--format", "docker", "--isolation", "chroot", "--build-arg", f"BASE=oci:{self.folder}/layout:base", *mounted,
            "-v", f"{self.folder}/apt-get:/usr/bin/apt-get:ro", *options, "-f", file, "-t", name, ".",
        )
        return name

    def configuration(self, image):
        return json.loads(self.buildah("inspect", "--type", "image", image))["Docker"]["config"]

    @contextlib.contextmanager
    def registry(self):
        """A registry on loopback, without TLS."""
        settings = {
            "version": "0.1",
            "storage": {"filesystem": {"rootdirectory": str(self.folder / "registry")}},
            "http": {"addr": REGISTRY},
        }
        file = self.folder / "registry.yml"
        file.write_text(json.dumps(settings))
        with (self.folder / "registry.log").open("w") as log, subprocess.Popen(
            ["docker-registry", "serve", file], stdout=log, stderr=log
        ) as process:
            try:
                until(self._registry_answers, "the registry answers")
                yield REGISTRY
            finally:
                process.terminate()

    @staticmethod
    def _registry_answers():
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"http://{REGISTRY}/v2/", timeout=5).status_code == 200
        return False

    def push_with_jib(self, service, base):
        """What docs/MCP-SERVER-SETUP.md says, for a registry without TLS."""
        run(
            *("./mvnw", "-B", "-ntp", "-q", "-Pjib", "-DskipTests", "-Dspotless.check.skip=true", "-pl", service, "-am", "package"),
            *(f"-Dquarkus.container-image.registry={REGISTRY}", "-Dquarkus.container-image.insecure=true"),
            f"-Dquarkus.jib.base-jvm-image={base}",
            cwd=stacks.ROOT,
            env=build.build_environment(self.jdk, dict(os.environ)),
        )

    @contextlib.contextmanager
    def running(self, image, variables, address):
        """A container with the restrictions of deploy/compose.yml, in the machine's network, once it answers."""
        bundle = self.folder / image.replace("/", "-").replace(":", "-")
        layout = f"{self.folder}/layout:{bundle.name}"
        self.buildah("push", "--format", "oci", image, f"oci:{layout}")
        run("umoci", "unpack", "--image", layout, bundle)
        data = bundle / "data"
        data.mkdir()
        shutil.copystat(bundle / "rootfs/data", data)
        owner = (bundle / "rootfs/data").stat()
        os.chown(data, owner.st_uid, owner.st_gid)
        (bundle / "config.json").write_text(json.dumps(restricted(json.loads((bundle / "config.json").read_text()), data, variables)))
        container = Container(self.folder / "containers", bundle)
        container.start()
        try:
            until(lambda: container.answers(address), f"{image} answers; see {container.log}")
            yield container
        finally:
            container.stop()


def restricted(configuration, data, variables):
    process, linux = configuration["process"], configuration["linux"]
    process |= {"terminal": False, "noNewPrivileges": True, "capabilities": {}}
    process["env"] += [f"{name}={value}" for name, value in variables.items()]
    configuration["root"]["readonly"] = True
    machine = [mount(folder, folder, "ro") for folder in OF_THE_MACHINE]
    temporary = {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "size=128m"]}
    kept = [each for each in configuration["mounts"] if each["destination"] not in ("/data", "/sys/fs/cgroup")]
    configuration["mounts"] = [*kept, *machine, mount(str(data), "/data", "rw"), temporary]
    # Limits are not what is tried here, and the machine may have either kind of control groups.
    linux.pop("resources", None)
    linux["namespaces"] = [each for each in linux["namespaces"] if each["type"] not in ("cgroup", "network")]
    return configuration


def mount(source, destination, mode):
    return {"destination": destination, "source": source, "type": "bind", "options": ["rbind", mode]}


def of_compose(folder, service, command, machine, files):
    """
    What runc needs to run a service of deploy/compose.yml with the restrictions that stand there, in a network of its own.

    :param service: as the compose file has it
    :param command: what the image would run
    :param machine: folders of the machine that stand for those of the image
    :param files: texts of other files of the image, by their paths in it
    """
    folder.mkdir()
    for path, text in files.items():
        file = folder / "rootfs" / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    run("runc", "spec", "--bundle", folder)
    configuration = json.loads((folder / "config.json").read_text())
    user, group = map(int, service["user"].split(":"))
    configuration["root"]["readonly"] = service["read_only"]
    configuration["process"] |= {
        "terminal": False, "args": [str(part) for part in command], "user": {"uid": user, "gid": group},
        "noNewPrivileges": "no-new-privileges:true" in service["security_opt"],
        "capabilities": {} if service["cap_drop"] == ["ALL"] else configuration["process"]["capabilities"],
    }
    configuration["process"]["env"] += [f"{name}={value}" for name, value in service["environment"].items()]
    temporary = (each.split(":") for each in service["tmpfs"])
    volumes = (each.split(":") for each in service["volumes"] if each.startswith((".", "/")))
    configuration["mounts"] = [each for each in configuration["mounts"] if each["destination"] != "/sys/fs/cgroup"] + [
        *(mount(place, place, "ro") for place in machine),
        *({"destination": place, "type": "tmpfs", "source": "tmpfs", "options": options.split(",")} for place, options in temporary),
        *(mount(str((stacks.ROOT / "deploy" / source).resolve()), place, options.split(",")[0]) for source, place, options in volumes),
    ]
    configuration["linux"].pop("resources", None)
    configuration["linux"]["namespaces"] = [each for each in configuration["linux"]["namespaces"] if each["type"] != "cgroup"]
    (folder / "config.json").write_text(json.dumps(configuration))
    return Container(folder.with_name("containers"), folder)


class Container:
    """One that runc runs."""

    def __init__(self, state, bundle):
        self.bundle = bundle
        self.log = bundle / "log"
        self.data = bundle / "data"
        self._runc = ("runc", "--root", state)
        self._process = None

    def start(self):
        with self.log.open("w") as log:
            command = [*self._runc, "run", "--bundle", self.bundle, self.bundle.name]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def answers(self, address):
        assert self._process.poll() is None, self.log.read_text()[-3_000:]
        host, port = address
        with contextlib.suppress(OSError):
            socket.create_connection((host, port), timeout=5).close()
            return True
        return False

    def java_options(self):
        return (self.bundle / "rootfs/app/java.options").read_text()

    def execute(self, command):
        return run(*self._runc, "exec", self.bundle.name, *command)

    def stop(self):
        """As an engine does it; what the service ended with."""
        if self._process.poll() is None:
            run(*self._runc, "kill", self.bundle.name, "TERM")
        return self.ended()

    def ended(self):
        """What it ended with by itself."""
        return self._process.wait(30)
