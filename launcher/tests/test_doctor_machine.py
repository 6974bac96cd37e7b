"""``doctor`` on this machine, whatever it has."""

import contextlib
import grp
import io
import json
import os
import pwd
import socket
import struct
import tempfile
import unittest
from dataclasses import asdict
from pathlib import Path
from unittest import mock

from launcher import build, hypervisor, jdk, services
from launcher.doctor import examination, listeners, probes
from launcher.doctor.finding import BAD, OK, WARNING
from launcher.doctor.machines import ABSENT, ANSWERS, REFUSED
from launcher.places import Places
from launcher.processes import Record
from launcher.tests.test_doctor_airflow import PASSWORD, FakeAirflow

TOPICS = ["Settings", "JDK", "Maven", "Python", "libvirt", "KVM", "Ports", "Airflow", "Disk", "Clock", "Firewall", "Proxy", "SELinux"]


class Sockets(unittest.TestCase):
    def test_knows_who_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            found = listeners.find(port, [])
            self.assertIn(f"(pid {os.getpid()})", found.process)
            self.assertFalse(found.ours)
            self.assertTrue(listeners.find(port, [os.getpid()]).ours)
        self.assertIsNone(listeners.find(port, []))

    def test_reads_the_kernels_table(self) -> None:
        table = (
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
            "   0: 0100007F:22B9 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        0 4711 1\n"
            "   1: 0100007F:22B9 0100007F:D431 01 00000000:00000000 00:00000000 00000000   990        0 4712 1\n"
        )
        self.assertEqual(list(listeners.parse(table, 8889)), [("4711", 990)])

    def test_a_socket_answers_refuses_or_is_not_there(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/libvirt-sock"
            self.assertEqual(probes.connect(path), ABSENT)
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(path)
                server.listen()
                self.assertEqual(probes.connect(path), ANSWERS)
            self.assertEqual(probes.connect(path), REFUSED)


class Libvirt(unittest.TestCase):
    @unittest.skipUnless(hypervisor.has_client_library(), "needs libvirt's client library")
    def test_looks_at_pools_and_networks(self) -> None:
        look = hypervisor.look("test:///default")
        self.assertEqual((look.error, [pool.name for pool in look.pools]), ("", ["default-pool"]))
        self.assertEqual(look.networks, [("default", True)])
        self.assertIn("/none.xml", hypervisor.look("test:///none.xml").error)

    def test_reads_several_uris_as_the_services_do(self) -> None:
        self.assertEqual(hypervisor.named_uris("qemu+ssh://kvm/system?no_tty=1"), {"default": "qemu+ssh://kvm/system?no_tty=1"})
        two = "kvm1=qemu+tls://a/system?x=1, kvm2=qemu:///system"
        self.assertEqual(hypervisor.named_uris(two), {"kvm1": "qemu+tls://a/system?x=1", "kvm2": "qemu:///system"})

    def test_says_why_it_takes_the_simulation(self) -> None:
        with mock.patch.object(hypervisor, "has_client_library", return_value=False):
            uri, line = hypervisor.choose()
        self.assertEqual(uri, hypervisor.LOOK_AROUND)
        self.assertIn("client library is missing", line)


class Kvm(unittest.TestCase):
    def test_knows_who_may_open_a_device(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            os.chmod(file.name, 0o640)
            access = probes.device_access(file.name)
        self.assertEqual((access.mode, access.owner, list(access.named)), (0o640, pwd.getpwuid(os.geteuid()).pw_name, []))
        self.assertIsNone(probes.device_access(file.name))

    def test_reads_an_access_list(self) -> None:
        entries = [(0x01, 6, 0xFFFFFFFF), (0x02, 6, 0), (0x02, 4, 1), (0x04, 6, 0xFFFFFFFF), (0x08, 7, 0), (0x10, 6, 0xFFFFFFFF), (0x20, 0, 0xFFFFFFFF)]
        value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
        self.assertEqual(probes.parse_acl(value), ["user:root", f"group:{grp.getgrgid(0).gr_name}"])

    def test_knows_as_whom_libvirt_runs_qemu(self) -> None:
        self.assertEqual(probes.qemu_account('#user = "nobody"\nuser = "root"\n').name, "root")
        self.assertEqual(probes.qemu_account('user = "+0"').name, "root")
        self.assertIsNone(probes.qemu_account('user = "not-an-account"'))


class WholeExamination(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        # Without a build: what the services say is theirs to test.
        self.root = self.folder / "checkout"
        (self.root / "launcher").mkdir(parents=True)
        for name in ("pom.xml", "qubinode"):
            (self.root / name).touch()

    def examine(self, env_file: str = "", **given: str) -> tuple:
        if env_file:
            (self.root / ".env").write_text(env_file)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            good = examination.run(Places.of(self.root, {}), {"PATH": os.environ["PATH"], **given})
        return good, output.getvalue().splitlines()

    def test_every_topic_has_a_line_and_nothing_is_made(self) -> None:
        good, lines = self.examine()
        topics = [line.split()[1] for line in lines[1:-1] if line[0] in OK + WARNING + BAD]
        self.assertEqual(sorted(set(topics), key=topics.index), TOPICS)
        self.assertEqual(good, not any(line.startswith(BAD) for line in lines))
        self.assertEqual(sorted(path.name for path in self.root.iterdir()), ["launcher", "pom.xml", "qubinode"])

    def test_settings_come_from_dot_env_and_the_environment(self) -> None:
        text = "MCP_SERVER_PORT=31881\nAIRFLOW_API_URL=http://127.0.0.1:1\nAIRFLOW_PASSWORD=very-secret\nMCP_API_KEY=very-secret\n"
        good, lines = self.examine(text, AIRFLOW_MCP_PORT="31889")
        output = "\n".join(lines)
        self.assertFalse(good)
        self.assertIn("http://127.0.0.1:1 does not answer: Connection refused", output)
        for number in ("31881", "32881", "31889", "32889"):
            self.assertIn(number, output)
        self.assertNotIn("very-secret", output)

    @unittest.skipUnless(jdk.choose(map(jdk.inspect, jdk.candidates(os.environ))), "needs a JDK")
    def test_built_services_read_the_file_and_only_they_know_the_login_in_it(self) -> None:
        server = FakeAirflow(3, "user")
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for service in services.ALL:
            jar = build.program(self.root, service.name)
            jar.parent.mkdir(parents=True)
            jar.touch()
        answer = {"AIRFLOW_API_URL": server.url, "MCP_SERVER_PORT": "31881"}
        with mock.patch.object(services, "file_settings", return_value=answer) as read:
            _, lines = self.examine(**{"JAVA_HOME": os.environ.get("JAVA_HOME", "")})
        given = read.call_args.args[3]
        self.assertNotEqual(given["MCP_API_KEY"], given["AIRFLOW_MCP_API_KEY"])
        self.assertFalse((self.root / ".env").exists())
        self.assertIn("from the environment and mcp-servers.yml", lines[1])
        (said,) = [line for line in lines if line.split()[1] == "Airflow"]
        self.assertIn("its login, in mcp-servers.yml, was not tried", said)
        self.assertTrue(any("31881" in line for line in lines))

    def test_a_demo_airflow_that_runs_is_asked_with_its_own_account(self) -> None:
        server = FakeAirflow(3, "user")
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        state = self.root / ".qubinode"
        (state / "run").mkdir(parents=True)
        (state / "run" / "airflow.json").write_text(json.dumps(asdict(Record("airflow", 1, 1, "", server.url))))
        (state / "airflow" / "home").mkdir(parents=True)
        passwords = state / "airflow" / "home" / "simple_auth_manager_passwords.json.generated"
        passwords.write_text(json.dumps({"admin": "another", "mcp": PASSWORD}))
        with mock.patch.object(examination, "leads", return_value=True):
            _, lines = self.examine()
        (said,) = [line for line in lines if line.split()[1] == "Airflow"]
        self.assertIn("the demo Airflow 3.3.2", said)
        self.assertIn("mcp has the role User", said)
        self.assertNotIn(PASSWORD, "\n".join(lines))

    def test_a_wrong_port_is_to_be_corrected(self) -> None:
        good, lines = self.examine("MCP_SERVER_PORT=none\n")
        self.assertFalse(good)
        self.assertIn("✗ Ports     MCP_SERVER_PORT is none; allowed is a port from 1 to 65535.", lines)

    def test_a_missing_jdk_stops_nothing_else(self) -> None:
        with mock.patch("launcher.jdk.FOLDERS", ()), mock.patch("launcher.hypervisor.has_client_library", return_value=False):
            good, lines = self.examine(PATH="/nonexistent", SDKMAN_DIR="/nonexistent")
        self.assertFalse(good)
        self.assertTrue(any(line.startswith("✗ JDK") for line in lines))
        self.assertTrue(any(line.startswith("✗ Maven") for line in lines))
        self.assertTrue(any("client library libvirt.so.0 is missing" in line for line in lines))


if __name__ == "__main__":
    unittest.main()
