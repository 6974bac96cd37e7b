import os
import tempfile
import unittest
from pathlib import Path

from launcher import build
from launcher.jdk import Jdk
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
        self.jar = build.jar(self.root, SERVICE)
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


class Environment(unittest.TestCase):
    def test_no_setting_of_the_operator_gets_into_the_jar(self) -> None:
        given = {"MCP_API_KEY": "secret", "AI_MODEL_URL": "http://x/v1", "AIRFLOW_PASSWORD": "secret", "PATH": "/bin"}
        kept = build.build_environment(Jdk(Path("/jdk"), (25,)), given)
        self.assertEqual({"PATH": "/bin", "JAVA_HOME": "/jdk", "MCP_CONFIG": os.devnull}, kept)


if __name__ == "__main__":
    unittest.main()
