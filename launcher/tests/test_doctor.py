"""What ``doctor`` makes of facts that this machine need not have."""

import threading
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from launcher.doctor import finding, host, machines, network, probes, tools
from launcher.doctor.finding import BAD, OK, WARNING, Finding
from launcher.doctor.host import Clock, Place, SeLinux
from launcher.doctor.machines import ABSENT, ANSWERS, REFUSED, Access, Account, Kvm, User
from launcher.doctor.network import Firewall, Listener, Port, Proxies
from launcher.doctor.runner import examine
from launcher.doctor.tools import Java, Maven
from launcher.hypervisor import Look, Pool
from launcher.jdk import Jdk
from launcher.problem import Problem
from launcher.tests.test_distribution import DEBIAN, FEDORA, RHEL_9

ALICE = User("alice", is_root=False, listed=False, has_group=False)
ROOT = User("root", is_root=True, listed=False, has_group=False)
SOCKETS = ("/run/libvirt/libvirt-sock", "/run/libvirt/virtqemud-sock")
COMPLETE = Look("", [Pool("default", True, "/var/lib/libvirt/images")], [("default", True)])
NOON = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


def marks(findings: list) -> str:
    return "".join(one.mark for one in findings)


class Tools(unittest.TestCase):
    def test_a_jdk_with_its_compiler_is_fine(self) -> None:
        (found,) = tools.judge_java(Java(Jdk(Path("/jdk"), (21, 0, 5))), DEBIAN)
        self.assertEqual(found.mark, OK)
        self.assertIn("JDK 25", found.what)

    def test_tells_a_jre_from_a_jdk_that_is_too_old_and_from_none(self) -> None:
        for java, said in (
            (Java(None, [], ["/usr/lib/jvm/jre-21"]), "no javac in /usr/lib/jvm/jre-21"),
            (Java(None, ["17.0.2 at /old"]), "17.0.2 at /old"),
            (Java(None), "There is no JDK"),
        ):
            (found,) = tools.judge_java(java, RHEL_9)
            self.assertEqual(found.mark, BAD)
            self.assertIn(said, found.what)
            self.assertIn("dnf install java-21-openjdk-devel", found.advice)

    def test_a_maven_that_keeps_to_an_old_java_is_found(self) -> None:
        """As Fedora's does, whose /etc/java/maven.conf sets JAVA_HOME."""
        self.assertEqual(marks(tools.judge_maven(Maven((3, 9, 9), 17), FEDORA)), BAD)
        self.assertEqual(marks(tools.judge_maven(Maven((3, 9, 9), 21), FEDORA)), OK)
        self.assertEqual(marks(tools.judge_maven(Maven((3, 6, 3), 17), RHEL_9)), OK)

    def test_reads_what_maven_says_of_itself(self) -> None:
        about = "\033[1mApache Maven 3.9.11 (Red Hat 3.9.11-1)\033[m\nMaven home: /usr/share/maven\nJava version: 21.0.8, vendor: Red Hat, Inc."
        self.assertEqual(probes.parse_maven(about), Maven((3, 9, 11), 21))
        self.assertIsNone(probes.parse_maven("The JAVA_HOME environment variable is not defined correctly"))

    def test_the_demo_airflow_needs_another_python_on_rhel_9(self) -> None:
        found = tools.judge_python("3.9.18", None, True, RHEL_9)
        self.assertEqual(marks(found), OK + BAD)
        self.assertIn("dnf install python3.12", found[1].advice)
        self.assertEqual(marks(tools.judge_python("3.9.18", None, False, RHEL_9)), OK)


class Machines(unittest.TestCase):
    def judge(self, error: str, states: tuple, user: User, wanted: bool = False) -> Finding:
        (found,) = machines.judge_daemon(Look(error), dict(zip(SOCKETS, states)), user, wanted, RHEL_9)
        return found

    def test_what_is_configured_must_work_and_else_the_simulation_helps(self) -> None:
        self.assertEqual(self.judge("none", (ABSENT, ABSENT), ROOT, wanted=True).mark, BAD)
        self.assertEqual(self.judge("none", (ABSENT, ABSENT), ROOT).mark, WARNING)
        self.assertEqual(marks(machines.judge_library(False, True, RHEL_9)), BAD)
        self.assertEqual(marks(machines.judge_library(False, False, RHEL_9)), WARNING)

    def test_no_daemon_is_installed_and_a_stopped_one_is_started(self) -> None:
        self.assertIn("dnf install libvirt qemu-kvm", self.judge("none", (ABSENT, ABSENT), ROOT).advice)
        stopped = self.judge("refused", (ABSENT, REFUSED), ROOT)
        self.assertIn("/run/libvirt/virtqemud-sock", stopped.what)
        self.assertTrue(stopped.advice.startswith("systemctl enable --now virtqemud.socket"))

    def test_on_rhel_the_socket_answers_and_polkit_refuses(self) -> None:
        refusal = "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'"
        self.assertIn("usermod -aG libvirt alice", self.judge(refusal, (ABSENT, ANSWERS), ALICE).advice)
        listed = User("alice", is_root=False, listed=True, has_group=False)
        self.assertIn("Log in again", self.judge(refusal, (ABSENT, ANSWERS), listed).advice)

    def test_pool_and_network_that_create_vm_needs(self) -> None:
        self.assertEqual(marks(machines.judge_daemon(COMPLETE, {}, ALICE, True, DEBIAN)), OK)
        stopped = Look("", [Pool("default", False, "/images")], [])
        found = machines.judge_daemon(stopped, {}, ALICE, True, DEBIAN)
        self.assertEqual(marks(found), OK + WARNING + WARNING)
        self.assertTrue(found[1].advice.startswith("virsh pool-start default"))
        self.assertTrue(found[2].advice.startswith("virsh net-define"))

    def test_a_hypervisor_elsewhere_is_shown_without_its_password(self) -> None:
        (found,) = machines.judge_others({"qemu+tcp://root:secret@kvm2/system": Look("cannot reach qemu+tcp://root:secret@kvm2/system")})
        self.assertEqual(found.mark, BAD)
        self.assertNotIn("secret", found.what)
        self.assertIn("root@kvm2", found.what)

    def test_kvm(self) -> None:
        self.assertEqual(marks(machines.judge_kvm(Kvm(True, "", [], "x86_64"), False)), OK)
        self.assertEqual(marks(machines.judge_kvm(Kvm(True, "Permission denied", [], "x86_64"), False)), OK)
        self.assertEqual(marks(machines.judge_kvm(Kvm(True, "Operation not permitted", [], "x86_64"), True)), WARNING)
        self.assertIn("modprobe kvm_amd", machines.judge_kvm(Kvm(False, "", ["svm"], "x86_64"), True)[0].advice)
        self.assertIn("firmware", machines.judge_kvm(Kvm(False, "", [], "x86_64"), True)[0].advice)

    def test_a_kvm_that_libvirts_qemu_cannot_open(self) -> None:
        debian, fedora = Account("libvirt-qemu", ["kvm", "libvirt-qemu"]), Account("qemu", ["qemu"])

        def judge(mode: int, owner: str, group: str, account: Account, *named: str) -> Finding:
            kvm = Kvm(True, "", [], "x86_64", Access(mode, owner, group, named), account)
            (found,) = machines.judge_kvm(kvm, True)
            return found

        closed = judge(0o600, "root", "root", debian)
        self.assertEqual(closed.mark, WARNING)
        self.assertIn("mode 0600, root:root", closed.what)
        self.assertIn("create_vm takes 20 s", closed.what)
        self.assertIn('GROUP="kvm", MODE="0660"', closed.advice)
        self.assertNotIn("usermod", closed.advice)
        self.assertIn("usermod -aG kvm qemu", judge(0o600, "root", "root", fedora).advice)
        self.assertTrue(judge(0o660, "root", "kvm", fedora).advice.startswith("usermod -aG kvm qemu"))
        for account, open_to_it in (
            (debian, (0o660, "root", "kvm")),
            (fedora, (0o666, "root", "kvm")),
            (fedora, (0o600, "qemu", "root")),
            (Account("root", ["root"]), (0o600, "alice", "root")),
        ):
            self.assertEqual(judge(*open_to_it, account).mark, OK)
        self.assertEqual(judge(0o660, "root", "root", fedora, "user:qemu").mark, OK)
        self.assertEqual(judge(0o606, "root", "qemu", fedora).mark, WARNING, "its group shuts it out")


class Ports(unittest.TestCase):
    def test_our_own_services_take_nothing_away(self) -> None:
        ours = Port(8889, "127.0.0.1", "airflow-mcp", "AIRFLOW_MCP_PORT", "Address already in use", Listener("root", "java (pid 7)", ours=True))
        free = Port(8081, "127.0.0.1", "ai-assistant-mcp", "MCP_SERVER_PORT")
        self.assertEqual(marks(network.judge_ports([ours, free])), OK + OK)

    def test_names_who_took_a_port_and_the_variable_that_moves_it(self) -> None:
        taken = Port(8889, "127.0.0.1", "airflow-mcp", "AIRFLOW_MCP_PORT", "Address already in use", Listener("jenkins", "java (pid 7)"))
        (found,) = network.judge_ports([taken])
        self.assertEqual(found.mark, BAD)
        self.assertIn("java (pid 7) of user jenkins", found.what)
        self.assertIn("AIRFLOW_MCP_PORT", found.advice)

    def test_knows_the_service_that_the_installation_made(self) -> None:
        taken = Port(8889, "127.0.0.1", "airflow-mcp", "AIRFLOW_MCP_PORT", "Address already in use", Listener("airflow-mcp"))
        self.assertIn("systemctl stop airflow-mcp", network.judge_ports([taken])[0].advice)


class Firewalls(unittest.TestCase):
    # firewall-cmd --list-all-zones of firewalld 1.3: https://firewalld.org/documentation/man-pages/firewall-cmd.html
    ZONES = """mcp (active)
  target: default
  sources: 192.168.50.0/24
  services: 
  ports: 8889/tcp 9000-9100/tcp

public (active)
  target: default
  interfaces: eth0
  sources: 
  ports: 

trusted
  target: ACCEPT
  interfaces: 
  sources: 
  ports: 8081/tcp
"""

    def test_does_not_matter_on_loopback(self) -> None:
        self.assertEqual(marks(network.judge_firewall(Firewall(True, ""), {})), OK)

    def test_a_port_is_open_in_a_zone_that_is_in_use(self) -> None:
        self.assertTrue(network.is_open(self.ZONES, 8889))
        self.assertTrue(network.is_open(self.ZONES, 9050))
        self.assertFalse(network.is_open(self.ZONES, 8081))

    def test_says_how_to_open_what_is_closed(self) -> None:
        (found,) = network.judge_firewall(Firewall(True, self.ZONES), {"airflow-mcp": 8889, "ai-assistant-mcp": 8081})
        self.assertEqual(found.mark, WARNING)
        self.assertIn("--add-port=8081/tcp &&", found.advice)
        self.assertNotIn("8889", found.advice)

    def test_says_when_this_user_may_not_ask(self) -> None:
        self.assertIn("as root", network.judge_firewall(Firewall(True, None), {"airflow-mcp": 8889})[0].advice)


class Proxy(unittest.TestCase):
    def test_shows_a_proxy_without_its_password(self) -> None:
        found = probes.proxies({"HTTPS_PROXY": "http://me:secret@proxy.lab:3128", "no_proxy": "localhost,127.0.0.1"})
        self.assertEqual(found.variables, {"https_proxy": "http://proxy.lab:3128"})
        self.assertEqual(finding.without_credentials("me:secret@proxy.lab:3128"), "proxy.lab:3128")

    def test_localhost_must_be_exempt(self) -> None:
        variables = {"https_proxy": "http://proxy.lab:3128"}
        for exempt, mark in (("", OK + WARNING), ("localhost", OK + WARNING), ("localhost,127.0.0.1", OK), ("*", OK)):
            self.assertEqual(marks(network.judge_proxy(Proxies(variables, exempt, maven_has_one=True), DEBIAN)), mark)

    def test_maven_has_settings_of_its_own(self) -> None:
        found = network.judge_proxy(Proxies({"https_proxy": "http://proxy.lab:3128"}, "*"), RHEL_9)
        self.assertIn("settings.xml", found[1].advice)
        settings = "<settings xmlns='http://maven.apache.org/SETTINGS/1.2.0'>{}</settings>"
        self.assertTrue(probes.names_way_out(settings.format("<proxies><proxy><host>proxy.lab</host></proxy></proxies>")))
        self.assertTrue(probes.names_way_out(settings.format("<mirrors><mirror><id>lab</id></mirror></mirrors>")))
        self.assertFalse(probes.names_way_out(settings.format("<!-- <proxy/> --><mirrors><mirror><id>maven-default-http-blocker</id></mirror></mirrors>")))
        self.assertFalse(probes.names_way_out(""))


class Host(unittest.TestCase):
    def test_room_on_disk(self) -> None:
        def judged(free_gib: float, writable: bool = True) -> str:
            place = Place("state folder", "/state", int(free_gib * host.GIB), writable, host.GIB, 5 * host.GIB, "Set QUBINODE_HOME")
            return marks(host.judge_disk([place]))

        self.assertEqual([judged(9), judged(2), judged(0.5), judged(9, writable=False)], [OK, WARNING, BAD, BAD])

    def test_a_clock_before_the_checkout_is_wrong(self) -> None:
        self.assertEqual(marks(host.judge_clock(Clock(NOON, NOON - timedelta(days=300), True), DEBIAN)), OK)
        self.assertEqual(marks(host.judge_clock(Clock(NOON, NOON + timedelta(days=2), True), DEBIAN)), BAD)
        self.assertEqual(marks(host.judge_clock(Clock(NOON.replace(year=1970), NOON.replace(year=1970), None), DEBIAN)), BAD)

    def test_a_clock_that_nothing_synchronises(self) -> None:
        (found,) = host.judge_clock(Clock(NOON, NOON, False), RHEL_9)
        self.assertEqual(found.mark, WARNING)
        self.assertIn("chronyd", found.advice)
        self.assertEqual(marks(host.judge_clock(Clock(NOON, NOON, None), RHEL_9)), OK)


class SELinux(unittest.TestCase):
    def test_images_outside_libvirts_folder_need_their_type(self) -> None:
        pools = {"/var/lib/libvirt/images": "virt_image_t", "/srv/images": "default_t", "/unknown": ""}
        found = host.judge_selinux(SeLinux(host.ENFORCING, pools, {}))
        self.assertEqual(marks(found), OK + WARNING)
        self.assertIn("semanage fcontext -a -t virt_image_t '/srv/images(/.*)?'", found[1].advice)
        self.assertEqual(marks(host.judge_selinux(SeLinux(host.PERMISSIVE, pools, {}))), OK)

    def test_a_quadlet_must_not_relabel_the_hosts_sockets(self) -> None:
        for options in (":z", ":ro,Z"):
            (found,) = host.judge_quadlet("airflow-mcp.container", f"[Container]\nVolume=/run/libvirt:/run/libvirt{options}\n")
            self.assertEqual(found.mark, BAD)

    def test_a_quadlet_with_libvirt_needs_the_label_off(self) -> None:
        mounted = "[Container]\nVolume=/run/libvirt:/run/libvirt\n"
        self.assertEqual(marks(host.judge_quadlet("a.container", mounted)), WARNING)
        self.assertEqual(host.judge_quadlet("a.container", f"{mounted}SecurityLabelDisable=true\n"), [])
        self.assertEqual(host.judge_quadlet("a.container", "[Container]\n#Volume=/run/libvirt:/run/libvirt\n"), [])


class Runner(unittest.TestCase):
    def test_a_check_that_hangs_is_left_behind(self) -> None:
        never = threading.Event()
        self.addCleanup(never.set)
        found = dict(examine({"slow": lambda: [never.wait()], "quick": lambda: [Finding(OK, "fine")]}, seconds=1))
        self.assertEqual((marks(found["slow"]), marks(found["quick"])), (WARNING, OK))

    def test_a_check_that_fails_says_so_and_tells_no_secret(self) -> None:
        def wrong() -> list:
            raise Problem("A setting is wrong.", "Correct it")

        def broken() -> list:
            raise ValueError("http://user:secret@host")

        found = dict(examine({"wrong": wrong, "broken": broken}, seconds=10))
        self.assertEqual(found["wrong"], [Finding(BAD, "A setting is wrong.", "Correct it")])
        self.assertIn("ValueError", found["broken"][0].what)
        self.assertNotIn("secret", found["broken"][0].what)


class Printed(unittest.TestCase):
    def test_what_is_not_fine_comes_with_advice(self) -> None:
        self.assertEqual(finding.lines("JDK", Finding(OK, "25")), ["✓ JDK       25"])
        self.assertEqual(finding.lines("JDK", Finding(BAD, "none", "get one")), ["✗ JDK       none", "            → get one"])

    def test_the_summary_counts(self) -> None:
        self.assertEqual(finding.summary([Finding(OK, "")], True), "Everything is fine.")
        self.assertEqual(finding.summary([Finding(BAD, ""), Finding(WARNING, "")], True), "1 to correct (✗), 1 to know about (!).")
        self.assertIn("sudo", finding.summary([Finding(WARNING, "")], False))


if __name__ == "__main__":
    unittest.main()
