import tempfile
import unittest
from pathlib import Path
from unittest import mock

from launcher import distribution, jdk
from launcher.jdk import Jdk
from launcher.problem import Problem


def make_jdk(folder: Path, version: str, compiler: bool = True) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "release").write_text(f'IMPLEMENTOR="Someone"\nJAVA_VERSION="{version}"\n')
    if compiler:
        (folder / "bin" / "javac").touch(mode=0o755)
    return folder


class JdkChoice(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_reads_versions_of_every_style(self) -> None:
        self.assertEqual(jdk.parse_version('JAVA_VERSION="25.0.3"'), (25, 0, 3))
        self.assertEqual(jdk.parse_version('JAVA_VERSION="1.8.0_402"'), (1, 8, 0, 402))
        self.assertEqual(jdk.parse_version('JAVA_VERSION="26-ea"'), (26,))
        self.assertEqual(jdk.parse_version("nothing"), ())

    def test_takes_the_newest(self) -> None:
        found = [Jdk(Path("/a"), (21, 0, 9)), None, Jdk(Path("/b"), (25, 0, 1)), Jdk(Path("/c"), (17, 0, 15))]
        self.assertEqual(jdk.choose(found), Jdk(Path("/b"), (25, 0, 1)))

    def test_takes_the_first_of_equals(self) -> None:
        self.assertEqual(jdk.choose([Jdk(Path("/a"), (21,)), Jdk(Path("/b"), (21,))]), Jdk(Path("/a"), (21,)))

    def test_refuses_one_that_is_too_old(self) -> None:
        self.assertIsNone(jdk.choose([Jdk(Path("/a"), (17, 0, 15)), Jdk(Path("/b"), (1, 8, 0, 402))]))

    def test_a_jre_is_no_jdk(self) -> None:
        self.assertIsNone(jdk.inspect(make_jdk(self.folder / "jre", "21.0.1", compiler=False)))

    def test_a_folder_without_java_is_no_jdk(self) -> None:
        self.assertIsNone(jdk.inspect(self.folder))

    def test_looks_into_java_home_path_and_sdkman(self) -> None:
        home = make_jdk(self.folder / "home", "21")
        on_path = make_jdk(self.folder / "path", "22")
        sdkman = make_jdk(self.folder / "sdkman" / "candidates" / "java" / "23-tem", "23")
        found = jdk.candidates(
            {"JAVA_HOME": str(home), "PATH": str(on_path / "bin"), "SDKMAN_DIR": str(self.folder / "sdkman")}
        )
        self.assertEqual([found[0], found[1]], [home, on_path.resolve()])
        self.assertIn(sdkman, found)

    def test_says_how_to_get_one(self) -> None:
        folders, jdk.FOLDERS = jdk.FOLDERS, ()
        self.addCleanup(setattr, jdk, "FOLDERS", folders)
        old = make_jdk(self.folder / "old", "17.0.2")
        here = distribution.parse('ID="rhel"')
        with mock.patch.object(distribution, "at_hand", return_value=here), self.assertRaises(Problem) as raised:
            jdk.find({"JAVA_HOME": str(old), "PATH": "", "SDKMAN_DIR": str(self.folder)})
        self.assertIn("17.0.2 at", raised.exception.message)
        self.assertIn("dnf install java-21-openjdk-devel", raised.exception.next_step)


if __name__ == "__main__":
    unittest.main()
