import contextlib
import io
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from launcher import build, services
from launcher.jdk import Jdk
from launcher.places import Places
from launcher.problem import Problem

SERVICE = "airflow-mcp"


class Stamp(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "pom.xml").write_text("<project/>")
        self.source = self.root / SERVICE / "src" / "main" / "java" / "A.java"
        self.source.parent.mkdir(parents=True)
        self.source.write_text("class A {}")
        self.jar = build.program(self.root, SERVICE)
        self.jar.parent.mkdir(parents=True)
        self.jar.touch()
        build.remember(self.root, SERVICE)

    def is_current(self) -> bool:
        return build.is_current(self.root, SERVICE)

    def test_is_current_after_a_build(self) -> None:
        self.assertTrue(self.is_current())

    def test_a_new_time_alone_is_no_change(self) -> None:
        os.utime(self.source, (1, 1))
        self.assertTrue(self.is_current())

    def test_sees_a_changed_source(self) -> None:
        self.source.write_text("class A { }")
        self.assertFalse(self.is_current())

    def test_sees_a_new_a_moved_and_a_removed_source(self) -> None:
        other = self.source.with_name("B.java")
        other.write_text("class B {}")
        self.assertFalse(self.is_current())
        other.unlink()
        self.source.rename(other)
        self.assertFalse(self.is_current())
        other.unlink()
        self.assertFalse(self.is_current())

    def test_sees_a_changed_pom(self) -> None:
        (self.root / "pom.xml").write_text("<project></project>")
        self.assertFalse(self.is_current())

    def test_tests_are_no_sources(self) -> None:
        test = self.root / SERVICE / "src" / "test" / "ATest.java"
        test.parent.mkdir(parents=True)
        test.write_text("class ATest {}")
        self.assertTrue(self.is_current())

    def test_sees_a_jar_that_somebody_else_built(self) -> None:
        os.utime(self.jar, (1, 1))
        self.assertFalse(self.is_current())

    def test_sees_a_missing_jar(self) -> None:
        self.jar.unlink()
        self.assertFalse(self.is_current())

    def test_a_service_that_was_not_built_is_not_current(self) -> None:
        self.assertFalse(build.is_current(self.root, "ai-assistant-mcp"))

    def test_a_build_without_a_jar_is_a_problem(self) -> None:
        with self.assertRaises(Problem):
            build.remember(self.root, "ai-assistant-mcp")


class Build(unittest.TestCase):
    def test_takes_nothing_over_from_what_an_earlier_version_compiled(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            places = Places.of(root, {})
            for module in (*build.LIBRARIES, SERVICE):
                old = root / module / "target" / "classes" / "META-INF" / "services" / "old"
                old.parent.mkdir(parents=True)
                old.touch()
            places.logs.mkdir(parents=True)
            (root / "mvnw").write_text("#!/bin/sh\nls */target/classes/META-INF/services/old && exit 1; echo clean; exit 2\n")
            (root / "mvnw").chmod(0o755)
            with contextlib.redirect_stdout(io.StringIO()), self.assertRaises(Problem):
                build.build(places, Jdk(Path("/jdk"), (25, 0, 3)), [SERVICE])
            self.assertIn("clean", places.log("build").read_text())


class JavaOptions(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.app = build.built(self.root, SERVICE)
        self.app.mkdir(parents=True)
        (self.app / build.JAR).touch()
        (self.root / "pom.xml").touch()
        self.script = self.root / "deploy" / "java-options"
        self.script.parent.mkdir()
        self.jdk = Jdk(Path("/jdk"), (25, 0, 3))

    def finish(self, script: str) -> None:
        self.script.write_text(f"#!/bin/sh\n{script}")
        self.script.chmod(0o755)
        with contextlib.redirect_stdout(io.StringIO()):
            build.finish(self.root, self.jdk, [SERVICE], self.root / "log")

    def test_are_written_once_for_a_jdk(self) -> None:
        self.assertFalse(build.is_finished(self.root, self.jdk, SERVICE))
        self.finish('echo "no curl"; echo "# for Java 25.0.3 at $3" > "$2/java.options"')
        self.assertTrue(build.is_finished(self.root, self.jdk, SERVICE))
        self.assertTrue(build.is_current(self.root, SERVICE))
        self.assertFalse(build.is_finished(self.root, Jdk(Path("/jdk"), (25, 0, 4)), SERVICE))

    def test_a_failure_leaves_a_build_that_is_not_current(self) -> None:
        with self.assertRaisesRegex(Problem, "failed after"):
            self.finish("exit 1")
        self.assertFalse(build.is_current(self.root, SERVICE))

    def test_a_service_without_memory_ends(self) -> None:
        real = Path(__file__).resolve().parents[2] / "deploy" / "java-options"
        jdk = self.root / "jdk"
        jdk.mkdir()
        (jdk / "release").write_text('JAVA_VERSION="25.0.3"\n')
        (self.app / build.JAR).unlink()
        subprocess.run(["bash", str(real), SERVICE, str(self.app), str(jdk)], check=True, stderr=subprocess.DEVNULL)
        self.assertIn("-XX:+ExitOnOutOfMemoryError", (self.app / "java.options").read_text().split())

    def test_the_operators_come_last(self) -> None:
        command = services.java(self.jdk, Path("/app"), {"QUBINODE_JAVA_OPTS": "-Xmx1g -Da='b c'"})
        self.assertEqual(["/jdk/bin/java", "@/app/java.options", "-Xmx1g", "-Da=b c", "-jar", "/app/quarkus-run.jar"], command)


class Environment(unittest.TestCase):
    def test_no_setting_of_the_operator_gets_into_the_jar(self) -> None:
        given = {"MCP_API_KEY": "secret", "AI_MODEL_URL": "http://x/v1", "AIRFLOW_PASSWORD": "secret", "PATH": "/bin"}
        kept = build.build_environment(Jdk(Path("/jdk"), (25,)), given)
        self.assertEqual({"PATH": "/bin", "JAVA_HOME": "/jdk", "MCP_CONFIG": os.devnull}, kept)


if __name__ == "__main__":
    unittest.main()
