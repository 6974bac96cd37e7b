import contextlib
import io
import signal
import socket
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

from launcher import airflow, distribution, environment, packages, status
from launcher.airflow import DemoAirflow
from launcher.problem import Problem
from launcher.processes import leads
from launcher.tests.checkout import ENDS_EARLY, Checkout
from launcher.up import Up


class UpTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.checkout = Checkout(Path(folder.name))
        self.addCleanup(self.checkout.stop)
        warnings.simplefilter("ignore", ResourceWarning)  # What is started outlives the object that started it.
        self.addCleanup(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))  # which undoing ignores
        self.choose = self.patch("launcher.hypervisor.choose", return_value=("test:///default", "Hypervisor: the simulation"))
        self.patch("launcher.jdk.find", return_value=self.checkout.jdk)
        self.ensured = self.patch("launcher.packages.ensure")
        self.patch("launcher.airflow.SECONDS_TO_START", new=20)  # so that a test that fails does so soon

    def patch(self, name: str, **options: object) -> mock.Mock:
        patcher = mock.patch(name, **options)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def up(self, **settings: str) -> str:
        """What it prints, also when it ends with a problem."""
        given = environment.load(self.checkout.places.env_file, {**self.checkout.settings, **settings})
        self.output = io.StringIO()
        with contextlib.redirect_stdout(self.output):
            Up(self.checkout.places, self.checkout.servers_file, given).run(rebuild=False, no_airflow=False)
        return self.output.getvalue()

    def runs(self, name: str) -> bool:
        record = self.checkout.register.find(name)
        return record is not None and leads(record)

    def status(self) -> "tuple[bool, str]":
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            is_up = status.show(self.checkout.places, self.checkout.settings)
        return is_up, output.getvalue()


class Native(UpTest):
    def setUp(self) -> None:
        patch = mock.patch.dict("os.environ", {"QUBINODE_NATIVE": "1"})
        patch.start()
        self.addCleanup(patch.stop)
        super().setUp()

    def test_starts_the_binary_and_no_java(self) -> None:
        self.checkout.jdk.java.unlink()
        self.up(QUBINODE_SERVICES="ai-assistant-mcp")
        record = self.checkout.register.find("ai-assistant-mcp")
        command = Path(f"/proc/{record.pid}/cmdline").read_bytes().decode().split("\0")
        self.assertIn(str(self.checkout.places.app("ai-assistant-mcp") / "ai-assistant-mcp"), command)
        self.assertIn("-Xmx256m", command)

    def test_what_must_be_built_without_a_graalvm_is_a_problem(self) -> None:
        (self.checkout.places.root / "pom.xml").write_text("<project></project>")
        with self.assertRaisesRegex(Problem, "GRAALVM_HOME is not set"):
            self.up(QUBINODE_SERVICES="ai-assistant-mcp")


class OneService(UpTest):
    def test_the_assistant_needs_neither_airflow_nor_hypervisor(self) -> None:
        self.patch("launcher.hypervisor.has_client_library", return_value=False)
        with socket.create_server(("127.0.0.1", self.checkout.first_port)):
            printed = self.up(QUBINODE_SERVICES="ai-assistant-mcp")
        self.assertTrue(self.runs("ai-assistant-mcp"))
        self.assertFalse(self.runs("airflow-mcp") or self.runs("airflow"))
        self.assertFalse(self.choose.called)
        self.assertNotIn("libvirt", printed)
        self.assertNotIn("libvirt0", self.ensured.call_args.args[1])

    def test_airflow_mcp_gets_all_that_it_works_with(self) -> None:
        self.checkout.places.airflow.joinpath("home").mkdir()
        self.checkout.make_airflow_ready()
        printed = self.up(QUBINODE_SERVICES="airflow-mcp")
        self.assertTrue(self.runs("airflow-mcp") and self.runs("airflow"))
        self.assertIn("Hypervisor: the simulation", printed)
        self.assertIn("The demo Airflow serves at", printed)
        self.assertFalse(self.runs("ai-assistant-mcp"))

    def test_packages_are_those_of_what_is_started(self) -> None:
        self.patch("launcher.hypervisor.has_client_library", return_value=False)
        self.assertNotIn(distribution.LIBVIRT_CLIENT, packages.missing(False, "/nowhere", needs_libvirt=False))
        self.assertIn(distribution.LIBVIRT_CLIENT, packages.missing(False, "/nowhere"))


class SlowAirflow(UpTest):
    def test_does_not_stop_the_services_and_the_next_up_waits_for_it(self) -> None:
        with mock.patch.object(airflow, "SECONDS_TO_START", 0):
            printed = self.up()
        self.assertIn("the demo Airflow is still starting. ./qubinode status", printed)
        self.assertIn(str(self.checkout.places.log("airflow")), printed)
        self.assertIn(f"URL  http://127.0.0.1:{self.checkout.settings['AIRFLOW_MCP_PORT']}/mcp", printed)
        self.assertTrue(self.runs("airflow-mcp") and self.runs("ai-assistant-mcp"))
        is_up, table = self.status()
        self.assertFalse(is_up)
        self.assertRegex(table, r"(?m)^airflow +starting ")

        first = self.checkout.register.find("airflow")
        self.checkout.make_airflow_ready()
        self.assertIn("The demo Airflow serves at", self.up())
        self.assertEqual(self.checkout.register.find("airflow"), first)
        is_up, table = self.status()
        self.assertTrue(is_up)
        self.assertRegex(table, r"(?m)^airflow +up .*3\.3\.2")

    def test_counts_as_failed_after_a_long_time(self) -> None:
        with mock.patch.multiple(airflow, SECONDS_TO_START=0, SECONDS_UNTIL_IT_HAS_FAILED=0):
            self.up()
            self.assertRegex(self.status()[1], r"(?m)^airflow +no answer ")

    def test_an_interrupt_undoes_what_this_up_started_and_nothing_else(self) -> None:
        self.up(QUBINODE_SERVICES="ai-assistant-mcp")
        with mock.patch.object(DemoAirflow, "wait", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
            self.up(QUBINODE_SERVICES="airflow-mcp")
        self.assertFalse(self.runs("airflow") or self.runs("airflow-mcp"))
        self.assertTrue(self.runs("ai-assistant-mcp"))


class FailedAirflow(UpTest):
    def assert_the_services_stay(self) -> Exception:
        with self.assertRaises((Problem, OSError)) as failed:
            self.up()
        self.assertTrue(self.runs("airflow-mcp") and self.runs("ai-assistant-mcp"))
        self.assertIn(f"URL  http://127.0.0.1:{self.checkout.settings['AIRFLOW_MCP_PORT']}/mcp", self.output.getvalue())
        return failed.exception

    def test_to_end_early_is_told_after_the_connections(self) -> None:
        self.checkout.install_airflow(ENDS_EARLY)
        self.assertIn("ended early.\n  no such table", str(self.assert_the_services_stay()))
        self.assertRegex(self.status()[1], r"(?m)^airflow +dead ")

    def test_the_next_up_starts_it_again(self) -> None:
        self.checkout.install_airflow(ENDS_EARLY)
        self.assert_the_services_stay()
        with mock.patch.object(airflow, "SECONDS_TO_START", 0):
            self.checkout.install_airflow("#!/bin/sh\nexec sleep 60\n")
            self.up()
        self.assertTrue(self.runs("airflow"))

    def test_an_installation_that_fails_is_told_after_the_connections(self) -> None:
        for failure in (Problem("Installing apache-airflow: failed"), OSError(28, "No space left on device")):
            with self.subTest(failure), mock.patch.object(DemoAirflow, "install", side_effect=failure):
                self.assertIs(self.assert_the_services_stay(), failure)


if __name__ == "__main__":
    unittest.main()
