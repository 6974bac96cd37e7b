import json
import os
import stat
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from launcher import client_file
from launcher.problem import Problem

ENTRY = {"type": "http", "url": "http://127.0.0.1:8889/mcp", "headers": {"X-API-Key": "k"}}


class ClientFile(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "client" / "mcp.json"

    def write(self, text: str, mode: int = 0o644) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(mode)

    def merge(self, entry: dict = ENTRY, secret: bool = True) -> bool:
        return client_file.merge(self.file, "mcpServers", {"ours": entry}, secret)

    def mode(self) -> int:
        return stat.S_IMODE(self.file.stat().st_mode)

    def test_is_made_for_its_owner_where_there_is_none(self) -> None:
        self.assertTrue(self.merge())
        self.assertEqual(json.loads(self.file.read_text()), {"mcpServers": {"ours": ENTRY}})
        self.assertEqual(self.mode(), 0o600)
        self.assertEqual(os.listdir(self.file.parent), ["mcp.json"])

    def test_an_empty_file_counts_as_none(self) -> None:
        self.write("\n")
        self.assertTrue(self.merge())

    def test_keeps_all_else_and_its_order_and_form(self) -> None:
        text = '{\n\t"z": "é",\n\t"mcpServers": {\n\t\t"theirs": {\n\t\t\t"command": "x"\n\t\t}\n\t},\n\t"a": 1.5\n}\n'
        self.write(text)
        self.merge()
        before, after = text.split('\t\t"theirs"')
        self.assertTrue(self.file.read_text(encoding="utf-8").startswith(before + '\t\t"theirs"'))
        self.assertTrue(self.file.read_text(encoding="utf-8").endswith('\t},\n\t"a": 1.5\n}\n'))
        settings = json.loads(self.file.read_text(encoding="utf-8"))
        self.assertEqual(list(settings), ["z", "mcpServers", "a"])
        self.assertEqual(list(settings["mcpServers"]), ["theirs", "ours"])

    def test_escapes_stay_escapes(self) -> None:
        for text in ('{"lone": "\\ud83d", "z": "é"}', '{"ascii": "\\u00e9"}'):
            self.write(text)
            self.merge()
            self.assertIn("\\u", self.file.read_text(encoding="utf-8"))

    def test_keeps_what_the_user_set_of_our_server_but_not_another_transport(self) -> None:
        self.write('{"mcpServers": {"ours": {"command": "x", "disabled": true, "url": "old"}, "theirs": {}}}')
        self.merge()
        servers = json.loads(self.file.read_text())["mcpServers"]
        self.assertEqual(servers["ours"], {**ENTRY, "disabled": True})
        self.assertEqual(list(servers), ["ours", "theirs"])

    def test_a_second_time_changes_nothing(self) -> None:
        self.write('{"a":1}')
        self.assertTrue(self.merge())
        before = self._written()
        self.assertFalse(self.merge())
        self.assertEqual(self._written(), before)

    def _written(self) -> tuple[int, int]:
        """Another file, or another time, when it was written again."""
        now = self.file.stat()
        return now.st_ino, now.st_mtime_ns

    def test_what_gets_a_key_is_for_its_owner_alone(self) -> None:
        self.write("{}", 0o664)
        self.merge()
        self.assertEqual(self.mode(), 0o600)
        self.file.chmod(0o644)
        self.assertTrue(self.merge())
        self.assertEqual(self.mode(), 0o600)

    def test_what_gets_none_keeps_its_mode(self) -> None:
        for mode in (0o644, 0o640, 0o400):
            self.write("{}", 0o600)
            self.file.chmod(mode)
            self.merge({"command": "x"}, secret=False)
            self.assertEqual(self.mode(), mode)

    def test_a_link_stays_a_link(self) -> None:
        target = self.folder / "dotfiles.json"
        target.write_text('{"a": 1}')
        self.file.parent.mkdir()
        self.file.symlink_to("../dotfiles.json")
        self.merge()
        self.assertTrue(self.file.is_symlink())
        self.assertEqual(json.loads(target.read_text()), {"a": 1, "mcpServers": {"ours": ENTRY}})

    def test_refuses_what_it_could_not_give_back(self) -> None:
        for text in ('{"a": 1, // why\n}', '{"a": 1,}', '{"a": NaN}', '{"a": 1, "a": 2}', "[]", '{"mcpServers": []}', "\ufeff{}", "{"):
            with self.subTest(text), self.assertRaises(Problem) as refused:
                self.write(text)
                self.merge()
            self.assertIn("--print", refused.exception.next_step)
            self.assertEqual(self.file.read_text(encoding="utf-8"), text)
        self.file.write_bytes(b'{"a": "\xff"}')
        self.assertRaises(Problem, self.merge)

    def test_is_written_whole_or_not_at_all(self) -> None:
        self.write('{"a": 1}')
        with mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")), self.assertRaises(OSError):
            self.merge()
        self.assertEqual(self.file.read_text(), '{"a": 1}')
        self.assertEqual(os.listdir(self.file.parent), ["mcp.json"])

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_what_root_changes_stays_its_owners(self) -> None:
        self.write("{}")
        os.chown(self.file, 12345, 12345)
        self.merge()
        self.assertEqual((self.file.stat().st_uid, self.file.stat().st_gid), (12345, 12345))


if __name__ == "__main__":
    unittest.main()
