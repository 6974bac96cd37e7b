import contextlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from launcher import audit

EXAMPLES = Path(__file__).parent / "audit"
KEY = b"known-answer-key-0123456789abcdef"


class KnownAnswers(unittest.TestCase):
    """``KnownAnswersTest`` of common-security writes the same files."""

    def test_a_trail_without_a_key(self) -> None:
        found = audit.verify([EXAMPLES / "plain.jsonl"])
        self.assertEqual([], found.problems)
        self.assertEqual(6, found.last)

    def test_a_trail_with_a_key(self) -> None:
        self.assertEqual([], audit.verify([EXAMPLES / "keyed.jsonl"], KEY).problems)

    def test_the_wrong_key_or_none_does_not_fit(self) -> None:
        for key in (None, KEY + b"0"):
            self.assertEqual(6, len(audit.verify([EXAMPLES / "keyed.jsonl"], key).problems))


class Tampering(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "audit.jsonl"
        shutil.copy(EXAMPLES / "plain.jsonl", self.file)
        self.lines = self.file.read_text().splitlines(keepends=True)
        last = json.loads(self.lines[-1])
        self.head = audit.Head(last["seq"], last["event_hash"])

    def problems(self, lines: list, *heads: audit.Head) -> str:
        self.file.write_text("".join(lines))
        return "\n".join(audit.verify([self.file], None, heads).problems)

    def test_names_each_altered_record(self) -> None:
        for index in range(6):
            changed = [*self.lines]
            changed[index] = changed[index].replace("alice", "mallory")
            self.assertIn(f"record {index + 1} was altered", self.problems(changed))

    def test_an_altered_record_with_a_new_hash_breaks_the_chain_behind_it(self) -> None:
        record = json.loads(self.lines[2])
        record["client"] = "mallory"
        record["event_hash"] = audit.seal(record, None)
        changed = [*self.lines]
        changed[2] = json.dumps(record) + "\n"
        self.assertIn("record 4 does not follow the record 3", self.problems(changed))

    def test_names_missing_records(self) -> None:
        self.assertIn("record 3 is missing before record 4", self.problems(self.lines[:2] + self.lines[3:]))
        self.assertIn("records 3 to 4 are missing before record 5", self.problems(self.lines[:2] + self.lines[4:]))

    def test_names_swapped_and_repeated_records(self) -> None:
        one, two, three, *rest = self.lines
        self.assertIn("record 2 stands after record 3", self.problems([one, three, two, *rest]))
        self.assertIn("record 2 stands after record 2", self.problems([one, two, two, three, *rest]))

    def test_a_cut_end_shows_only_against_a_head(self) -> None:
        self.assertEqual("", self.problems(self.lines[:4]))
        self.assertIn("the end was cut off", self.problems(self.lines[:4], self.head))

    def test_a_chain_made_anew_shows_against_a_head(self) -> None:
        self.assertIn("record 6 is not the one", self.problems(self.lines, audit.Head(6, "0" * 64)))

    def test_half_a_line_is_no_record(self) -> None:
        self.assertIn("audit.jsonl:6: this is not a complete record", self.problems([*self.lines[:5], self.lines[5][:40]]))

    def test_every_single_changed_byte_is_found(self) -> None:
        whole = "".join(self.lines).encode()
        for index in range(0, len(whole), 7):
            changed = bytearray(whole)
            changed[index] ^= 1
            self.file.write_bytes(bytes(changed))
            self.assertTrue(audit.verify([self.file], None, [self.head]).problems, f"byte {index}")


class Files(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        lines = (EXAMPLES / "plain.jsonl").read_text().splitlines(keepends=True)
        self.trail = self.write("audit.jsonl", lines[4:])
        self.write("audit.2026-11-25.3.jsonl", lines[2:4])
        self.first = self.write("audit.2026-11-24.1.jsonl", lines[:2])
        last = json.loads(lines[-1])
        self.write("audit.jsonl.head", [json.dumps({"seq": 6, "event_hash": last["event_hash"]})])

    def write(self, name: str, lines: list) -> Path:
        (self.folder / name).write_text("".join(lines))
        return self.folder / name

    def run_verify(self, *files: Path, heads: tuple = ()) -> tuple:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            status = audit.run(files, heads, {})
        return status, output.getvalue()

    def test_full_files_belong_to_their_trail(self) -> None:
        status, text = self.run_verify(self.trail)
        self.assertEqual(0, status, text)
        self.assertIn("6 records from 1 to 6", text)

    def test_a_missing_full_file_is_named_by_its_records(self) -> None:
        (self.folder / "audit.2026-11-25.3.jsonl").unlink()
        status, text = self.run_verify(self.trail)
        self.assertEqual(1, status)
        self.assertIn("records 3 to 4 are missing before record 5", text)

    def test_a_missing_beginning_is_said_but_may_be_stored_elsewhere(self) -> None:
        self.first.unlink()
        status, text = self.run_verify(self.trail)
        self.assertEqual(0, status)
        self.assertIn("the records before 3 are not here", text)

    def test_the_head_beside_the_trail_is_used(self) -> None:
        self.write("audit.jsonl", (EXAMPLES / "plain.jsonl").read_text().splitlines(keepends=True)[4:5])
        status, text = self.run_verify(self.trail)
        self.assertEqual(1, status)
        self.assertIn("the end was cut off", text)

    def test_a_head_from_the_log_is_used(self) -> None:
        status, text = self.run_verify(self.trail, heads=("7:000000000000",))
        self.assertEqual(1, status)
        self.assertIn("record 7 was published as a head", text)
        self.assertEqual(2, self.run_verify(self.trail, heads=("7",))[0])

    def test_says_when_there_is_no_trail(self) -> None:
        self.assertEqual(2, self.run_verify(self.folder / "other.jsonl")[0])
        self.assertEqual(2, self.run_verify()[0])
