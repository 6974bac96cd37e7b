import os
import signal
import sys
import tempfile
import time
import unittest
from pathlib import Path

from launcher import processes
from launcher.processes import ProcessStat, Record, Register

RECORD = Record("airflow", pid=100, start=5000, boot="b", url="http://127.0.0.1:18080")

# A parent whose child ignores SIGTERM and renames nothing; both stay until they are killed.
FAMILY = """
import os, signal, time
if os.fork() == 0:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


class Sessions(unittest.TestCase):
    def test_reads_a_name_with_spaces_and_parentheses(self) -> None:
        line = "8002 (airflow) worker (1) S 7088 8002 6947 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 9 9"
        self.assertEqual(processes.parse_stat(line), ProcessStat(pid=8002, state="S", session=6947, start=123456))

    def test_finds_this_process(self) -> None:
        self.assertIn((os.getpid(), os.getsid(0)), [(one.pid, one.session) for one in processes.all_processes()])

    def test_members_are_the_session(self) -> None:
        found = [ProcessStat(100, "S", 100, 5000), ProcessStat(107, "R", 100, 5050), ProcessStat(108, "S", 1, 5050)]
        self.assertEqual(processes.members(RECORD, found), [100, 107])

    def test_children_are_found_when_their_leader_is_gone(self) -> None:
        self.assertEqual(processes.members(RECORD, [ProcessStat(107, "S", 100, 5050)]), [107])

    def test_zombies_do_not_live(self) -> None:
        self.assertEqual(processes.members(RECORD, [ProcessStat(100, "Z", 100, 5000)]), [])

    def test_a_pid_that_was_used_again_is_not_ours(self) -> None:
        found = [ProcessStat(100, "S", 100, 9000), ProcessStat(101, "S", 100, 9001)]
        self.assertEqual(processes.members(RECORD, found), [])

    def test_a_session_older_than_ours_is_not_ours(self) -> None:
        self.assertEqual(processes.members(RECORD, [ProcessStat(101, "S", 100, 4000)]), [])

    def test_nothing_lives_on_after_a_reboot(self) -> None:
        mine = next(one for one in processes.all_processes() if one.pid == os.getsid(0) or one.pid == os.getpid())
        self.assertEqual(processes.living(Record("x", mine.session, 0, "another boot", "")), [])


class Components(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.register = Register(self.folder)
        self.addCleanup(self.register.stop, "family", 0)

    def start(self) -> processes.Record:
        log = self.folder / "family.log"
        command = [sys.executable, "-c", FAMILY]
        process, record = self.register.start("family", "url", command, self.folder, os.environ, log)
        self.addCleanup(process.wait)
        deadline = time.monotonic() + 10
        while log.read_text().count("ready") < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        return record

    def test_stops_a_child_that_ignores_the_signal(self) -> None:
        record = self.start()
        self.assertEqual(len(processes.living(record)), 2)
        self.assertTrue(self.register.stop("family", grace_seconds=0.3))
        self.assertEqual(processes.living(record), [])
        self.assertIsNone(self.register.find("family"))

    def test_stops_what_a_killed_leader_left(self) -> None:
        record = self.start()
        os.kill(record.pid, signal.SIGKILL)
        time.sleep(0.2)
        self.assertFalse(processes.leads(record))
        self.assertTrue(self.register.stop("family", grace_seconds=0.3))
        self.assertEqual(processes.living(record), [])

    def test_stopping_twice_is_no_error(self) -> None:
        self.assertFalse(self.register.stop("family"))

    def test_a_broken_record_counts_as_none(self) -> None:
        (self.folder / "family.json").write_text("{")
        self.assertIsNone(self.register.find("family"))


if __name__ == "__main__":
    unittest.main()
