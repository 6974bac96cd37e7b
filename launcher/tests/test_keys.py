import contextlib
import fcntl
import hashlib
import io
import json
import os
import stat
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from launcher import cli, keys
from launcher.places import Places
from launcher.problem import Problem

SETTINGS = {"AIRFLOW_MCP_API_KEY": "a-key-of-airflow"}


class Keys(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.places = Places.of(Path(folder.name), {"QUBINODE_HOME": f"{folder.name}/state"})
        self.file = self.places.clients

    def keys(self, *arguments: str) -> str:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
            keys.run(self.places, SETTINGS, cli.parser().parse_args(["keys", *arguments]))
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

    def test_shows_the_key_of_a_service_by_either_name(self) -> None:
        for name in ("airflow-mcp", "airflow"):
            self.assertEqual(self.keys("show", name), "a-key-of-airflow\n")

    def test_says_what_to_do_where_there_is_no_key_to_show(self) -> None:
        self.add("ci", "--role", "read")
        for name, what in (("ci", "keys add ci"), ("ai", "./qubinode up"), ("nobody", "airflow-mcp")):
            with self.subTest(name), self.assertRaises(Problem) as refused:
                self.keys("show", name)
            self.assertIn(what, refused.exception.next_step)

    def test_are_made_while_another_launcher_is_at_work(self) -> None:
        self.places.make()
        with open(self.places.run / "lock", "w") as lock, mock.patch.dict(os.environ, {"QUBINODE_HOME": str(self.places.state)}):
            fcntl.flock(lock, fcntl.LOCK_EX)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                cli.run(self.places.root, cli.parser().parse_args(["keys", "add", "ci", "--role", "read"]))
        self.assertEqual([client["id"] for client in self.clients()], ["ci"])

    def test_nobody_else_writes_between_the_look_and_the_change(self) -> None:
        self.add("ci", "--role", "read")
        taken = []

        def watched(step):
            def watch(*arguments: object) -> object:
                with open(self.file.with_name(".clients.json.lock"), "w") as lock:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        taken.append(step.__name__)
                return step(*arguments)

            return watch

        with mock.patch.multiple(keys, _read=watched(keys._read), _write=watched(keys._write)):
            self.keys("add", "ci")
            self.keys("revoke", "ci")
            self.file.unlink()
            keys.ensure(self.file)
        self.assertEqual(taken, ["_read", "_write", "_read", "_write", "_write"])


if __name__ == "__main__":
    unittest.main()
