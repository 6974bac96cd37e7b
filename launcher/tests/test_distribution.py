import contextlib
import io
import unittest
from pathlib import Path
from unittest import mock

from launcher import distribution, packages
from launcher.distribution import CURL, JDK, LIBVIRT_CLIENT, LIBVIRT_DAEMON, MAVEN, PYTHON_FOR_AIRFLOW
from launcher.places import Places

# /etc/os-release of each, shortened to what tells them apart.
RHEL_9 = distribution.parse('NAME="Red Hat Enterprise Linux"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.4"\n')
RHEL_10 = distribution.parse('ID="rhel"\nID_LIKE="centos fedora"\nVERSION_ID="10.0"\n')
CENTOS_STREAM_9 = distribution.parse('ID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="9"\n')
ROCKY_10 = distribution.parse('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="10.1"\n')
FEDORA = distribution.parse('ID=fedora\nVERSION_ID=43\nPRETTY_NAME="Fedora Linux 43 (Server Edition)"\n')
DEBIAN = distribution.parse('ID=debian\nVERSION_ID="12"\n')
UBUNTU = distribution.parse('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n')
UNKNOWN = distribution.parse("")


class Packages(unittest.TestCase):
    def test_debian_and_its_kin_install_by_apt(self) -> None:
        for here in (DEBIAN, UBUNTU, UNKNOWN):
            self.assertEqual(here.install(JDK), "apt-get install openjdk-21-jdk-headless")
            self.assertEqual(here.packages([MAVEN, CURL, LIBVIRT_CLIENT, PYTHON_FOR_AIRFLOW]), ["maven", "curl", "libvirt0", "python3-venv"])

    def test_the_rhel_family_installs_by_dnf(self) -> None:
        for here in (RHEL_9, RHEL_10, CENTOS_STREAM_9, ROCKY_10):
            self.assertEqual(here.install(JDK, LIBVIRT_CLIENT), "dnf install java-21-openjdk-devel libvirt-libs")

    def test_rhel_9_needs_a_newer_python_and_a_maven_for_java_21(self) -> None:
        for here in (RHEL_9, CENTOS_STREAM_9):
            self.assertEqual(here.install(PYTHON_FOR_AIRFLOW, MAVEN), "dnf install python3.12 maven maven-openjdk21")
        for here in (RHEL_10, ROCKY_10):
            self.assertEqual(here.install(PYTHON_FOR_AIRFLOW, MAVEN), "dnf install python3 maven")

    def test_fedora_has_no_jdk_21_for_long_and_a_python_that_is_too_new(self) -> None:
        self.assertEqual(FEDORA.install(JDK, PYTHON_FOR_AIRFLOW), "dnf install java-25-openjdk-devel python3.13")
        self.assertEqual(FEDORA.name, "Fedora Linux 43 (Server Edition)")

    def test_every_need_has_a_package_everywhere(self) -> None:
        for here in (RHEL_9, RHEL_10, FEDORA, DEBIAN):
            for need in (JDK, MAVEN, CURL, PYTHON_FOR_AIRFLOW, LIBVIRT_CLIENT, LIBVIRT_DAEMON):
                self.assertTrue(here.packages([need]))

    def test_libvirt_is_started_by_its_modular_daemons_sockets(self) -> None:
        self.assertIn("virtqemud.socket virtnetworkd.socket virtstoraged.socket", RHEL_9.start_libvirt)
        self.assertEqual(DEBIAN.start_libvirt, "systemctl enable --now libvirtd")


class Missing(unittest.TestCase):
    def test_with_dnf_the_command_is_named_and_nothing_installed(self) -> None:
        output = io.StringIO()
        with mock.patch.object(distribution, "at_hand", return_value=RHEL_9), contextlib.redirect_stdout(output):
            packages.ensure(Places.of(Path("/checkout"), {}), [MAVEN, LIBVIRT_CLIENT])
        self.assertIn("dnf install maven maven-openjdk21 libvirt-libs", output.getvalue())

    def test_nothing_is_said_when_nothing_is_missing(self) -> None:
        output = io.StringIO()
        with mock.patch.object(distribution, "at_hand", return_value=RHEL_9), contextlib.redirect_stdout(output):
            packages.ensure(Places.of(Path("/checkout"), {}), [])
        self.assertEqual(output.getvalue(), "")


if __name__ == "__main__":
    unittest.main()
