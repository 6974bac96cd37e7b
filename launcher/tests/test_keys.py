import contextlib
import hashlib
import io
import json
import stat
import tempfile
import unittest
from pathlib import Path

from launcher import cli, keys
from launcher.problem import Problem


class Keys(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "state" / "clients.json"

    def keys(self, *arguments: str) -> str:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
            keys.run(self.file, cli.parser().parse_args(["keys", *arguments]))
        return output.getvalue()

    def add(self, *arguments: str) -> str:
        return self.keys("add", *arguments).removesuffix("\n")

    def clients(self) -> list:
        return json.loads(self.file.read_text())["clients"]

    def test_shows_a_strong_key_once_and_keeps_only_its_hash(self) -> None:
        key = self.add("ci", "--role", "read", "--tools", "list_*,get_vm_info", "--requests-per-minute", "5")
        self.assertEqual(len(bytes.fromhex(key)), 32)
        self.assertNotIn(key, self.file.read_text())
        self.assertNotIn(key, self.keys("list"))
        hashed = hashlib.sha256(key.encode()).hexdigest()
        expected = {"id": "ci", "role": "read", "keys": [{"key_sha256": hashed}]}
        self.assertEqual(self.clients(), [{**expected, "tools": ["list_*", "get_vm_info"], "requests_per_minute": 5}])
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_a_second_key_rotates_and_the_first_is_revoked_alone(self) -> None:
        first = self.add("ci", "--role", "execute")
        second = self.add("ci", "--expires", "90d")
        self.assertEqual(len(self.clients()[0]["keys"]), 2)
        self.keys("revoke", "ci", hashlib.sha256(first.encode()).hexdigest()[:8])
        self.assertEqual([entry["key_sha256"] for entry in self.clients()[0]["keys"]], [hashlib.sha256(second.encode()).hexdigest()])
        self.assertRegex(self.clients()[0]["keys"][0]["expires"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.keys("revoke", "ci")
        self.assertEqual(self.clients(), [])

    def test_shows_which_keys_have_expired(self) -> None:
        self.add("ci", "--role", "admin", "--expires", "2020-01-01T00:00:00Z")
        self.assertIn("expired 2020-01-01T00:00:00Z", self.keys("list"))

    def test_says_what_is_wrong_and_changes_nothing(self) -> None:
        self.add("ci", "--role", "read")
        before = self.file.read_bytes()
        for wrong in (
            ("add", "new"),
            ("add", "a b", "--role", "read"),
            ("add", "ci", "--tools", "a b"),
            ("add", "ci", "--expires", "soon"),
            ("add", "ci", "--requests-per-minute", "0"),
            ("revoke", "nobody"),
            ("revoke", "ci", "0"),
        ):
            with self.subTest(wrong), self.assertRaises(Problem):
                self.keys(*wrong)
        self.assertEqual(self.file.read_bytes(), before)

    def test_does_not_write_over_a_file_that_it_cannot_read(self) -> None:
        self.file.parent.mkdir()
        self.file.write_text("{broken")
        with self.assertRaises(Problem):
            self.keys("add", "ci", "--role", "read")
        self.assertEqual(self.file.read_text(), "{broken")


if __name__ == "__main__":
    unittest.main()
