import contextlib
import io
import json
import os
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

from launcher import build, native_image, services
from launcher.jdk import Jdk
from launcher.places import Places
from launcher.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "airflow-mcp"
LIBRARY = "common-security"


class InAFolder(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name: str, text: str = "") -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def program(self, name: str, text: str = "#!/bin/sh\n") -> Path:
        file = self.write(name, text)
        file.chmod(0o755)
        return file


class Wanted(unittest.TestCase):
    def test_is_what_the_variable_says(self) -> None:
        self.assertEqual([False, False, True], [native_image.wanted(given) for given in ({}, {"QUBINODE_NATIVE": "0"}, {"QUBINODE_NATIVE": "1"})])

    def test_another_value_is_a_wrong_setting(self) -> None:
        with self.assertRaisesRegex(Problem, "QUBINODE_NATIVE is yes; allowed is 1 or 0") as raised:
            native_image.wanted({"QUBINODE_NATIVE": "yes"})
        self.assertEqual(78, raised.exception.exit_code)


class GraalVm(InAFolder):
    def test_is_where_the_variable_says(self) -> None:
        self.program("bin/native-image")
        self.assertEqual(self.root, native_image.graalvm({"GRAALVM_HOME": str(self.root)}))

    def test_a_missing_one_is_a_problem_that_says_what_to_do(self) -> None:
        for given, said in (({}, "GRAALVM_HOME is not set"), ({"GRAALVM_HOME": str(self.root)}, "there is no bin/native-image")):
            with self.assertRaisesRegex(Problem, said) as raised:
                native_image.graalvm(given)
            self.assertIn("GraalVM or Mandrel 25", raised.exception.next_step)

    def test_an_old_one_is_a_problem(self) -> None:
        for name in ("native-image", "javac", "java"):
            self.program(f"bin/{name}")
        self.write("release", 'JAVA_VERSION="21.0.9"\n')
        with self.assertRaisesRegex(Problem, "21.0.9.*too old"):
            native_image.graalvm({"GRAALVM_HOME": str(self.root)})


class Binary(InAFolder):
    """A build with ``QUBINODE_NATIVE=1``; Maven is a script that leaves what Quarkus would."""

    def setUp(self) -> None:
        super().setUp()
        self.program("graalvm/bin/native-image")
        self.program(
            "mvnw",
            f"""#!/bin/sh
echo "$@" >"{self.root}/arguments"; echo "$GRAALVM_HOME" >>"{self.root}/arguments"
mkdir -p {SERVICE}/target && cd {SERVICE}/target && echo binary >{SERVICE}-0.1.0-runner && touch libawt.so libmlib_image.so
""",
        )
        self.write("pom.xml", "<project/>")
        self.places = Places.of(self.root, {"QUBINODE_HOME": str(self.root / "state")})
        self.places.make()
        given = {**os.environ, "QUBINODE_NATIVE": "1", "GRAALVM_HOME": str(self.root / "graalvm")}
        patch = mock.patch.dict(os.environ, given, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def build(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            build.build(self.places, Jdk(Path("/jdk"), (25,)), [SERVICE])

    def test_is_built_by_the_profile_with_the_graalvm(self) -> None:
        self.build()
        arguments, home = (self.root / "arguments").read_text().splitlines()
        self.assertIn("-Pnative", arguments.split())
        self.assertEqual(str(self.root / "graalvm"), home)

    def test_runs_beside_its_libraries(self) -> None:
        self.build()
        build.install(self.places, SERVICE)
        self.assertEqual({SERVICE, "libawt.so", "libmlib_image.so"}, {file.name for file in self.places.app(SERVICE).iterdir()})

    def test_is_current_until_a_source_changes(self) -> None:
        self.assertFalse(build.is_current(self.root, SERVICE))
        self.build()
        self.assertTrue(build.is_current(self.root, SERVICE) and build.is_finished(self.root, Jdk(Path("/jdk"), (25,)), SERVICE))
        self.write("pom.xml", "<project></project>")
        self.assertFalse(build.is_current(self.root, SERVICE))

    def test_is_no_build_of_a_jar(self) -> None:
        self.build()
        os.environ["QUBINODE_NATIVE"] = "0"
        self.assertFalse(build.is_current(self.root, SERVICE))

    def test_is_bounded_unless_the_operator_says_otherwise(self) -> None:
        self.build()
        build.install(self.places, SERVICE)
        app = self.places.app(SERVICE)
        command = services.java(Jdk(Path("/jdk"), (25,)), app, {"QUBINODE_JAVA_OPTS": "-Xmx96m"})
        self.assertEqual([str(app / SERVICE), "-Xmx64m", "-XX:+ExitOnOutOfMemoryError", "-Xmx96m"], command)

    def test_without_a_graalvm_nothing_is_built(self) -> None:
        del os.environ["GRAALVM_HOME"]
        kept = self.write(f"{SERVICE}/target/classes/A.class")
        with self.assertRaisesRegex(Problem, "GRAALVM_HOME is not set"):
            self.build()
        self.assertTrue(kept.exists() and not (self.root / "arguments").exists())

    def test_a_build_without_a_binary_is_a_problem(self) -> None:
        self.program("mvnw", f"#!/bin/sh\nmkdir -p {SERVICE}/target\n")
        with self.assertRaisesRegex(Problem, "made no binary"):
            self.build()


class Given(InAFolder):
    """What a build of sources only leaves."""

    def setUp(self) -> None:
        super().setUp()
        self.arguments = native_image.ARGUMENTS.format(LIBRARY)
        self.write(f"{LIBRARY}/src/main/resources/{self.arguments}", "Args = --initialize-at-run-time=a")
        self.sources = self.root / SERVICE / "target" / "native-sources"
        (self.sources / "lib").mkdir(parents=True)
        self.resources("native/.*", excludes="")
        self.jar("lib/library.jar", {self.arguments: b""})

    def jar(self, name: str, entries: dict[str, bytes]) -> None:
        with zipfile.ZipFile(self.sources / name, "w") as jar:
            for entry, content in entries.items():
                jar.writestr(entry, content)

    def resources(self, includes: str, excludes: str) -> None:
        patterns = {"includes": [{"pattern": includes}], "excludes": [{"pattern": excludes}] if excludes else []}
        self.jar("runner.jar", {native_image.RESOURCES: json.dumps({"resources": patterns}).encode()})

    def check(self) -> None:
        native_image.check_given(self.root, SERVICE, (LIBRARY, SERVICE))

    def test_is_right_with_the_arguments_of_each_module(self) -> None:
        self.check()

    def test_without_them_is_a_problem(self) -> None:
        self.jar("lib/library.jar", {"a": b""})
        with self.assertRaisesRegex(Problem, self.arguments):
            self.check()

    def test_libraries_of_other_systems_are_a_problem_unless_they_are_left_out(self) -> None:
        other = "linux-aarch64" if os.uname().machine == "x86_64" else "linux-x64"
        large = bytes(native_image.LARGE + 1)
        for name in ("native/win-x64/a.pdb", "native/lib/osx-aarch64/cpu/a.dylib", f"native/{other}/a.so"):
            self.jar("lib/large.jar", {name: large})
            with self.assertRaisesRegex(Problem, name):
                self.check()
        self.resources("native/.*", excludes=f"native/{other}/.*")
        self.check()

    def test_a_substitution_for_a_missing_class_is_a_problem(self) -> None:
        name = b"Lopennlp/tools/ExtensionLoader;"
        code = native_image.SUBSTITUTION + b"\x01\x00" + bytes([len(name)]) + name
        self.jar("lib/substitution.jar", {"Target.class": code})
        with self.assertRaisesRegex(Problem, "opennlp/tools/ExtensionLoader.class"):
            self.check()
        self.jar("lib/opennlp.jar", {"opennlp/tools/ExtensionLoader.class": b""})
        self.check()


class Deployed(unittest.TestCase):
    """The bounds are the same wherever a binary runs."""

    def test_units_and_images_have_the_launchers_bounds(self) -> None:
        deploy = ROOT / "deploy"
        for service, bound in native_image.BOUNDS.items():
            for file in (deploy / f"systemd/{service}-native.conf", deploy / f"containers/{service}/Containerfile.native"):
                self.assertIn(f"/{service} {bound} $QUBINODE_JAVA_OPTS", file.read_text())

    def test_images_have_the_libraries_that_native_image_writes_beside_the_binary(self) -> None:
        sent = (ROOT / ".dockerignore").read_text().splitlines()
        for service in native_image.BOUNDS:
            image = (ROOT / f"deploy/containers/{service}/Containerfile.native").read_text()
            self.assertIn(f"COPY {service}/target/lib*.so /app/\n", image)
            self.assertIn(f"!{service}/target/lib*.so", sent)
