package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.Volume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "test", "Test-1", "0", "a-b-c"})
    void takesHostNames(String name) {
        assertThat(name).matches(VmNames.PATTERN);
        assertThat(name).matches(VmNames.EXISTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "a_b",
                "a.b",
                "a b",
                "../../etc/passwd",
                "a;rm -rf /",
                "$(id)",
                "<name>",
                "a&b",
                "a'b",
                "ä",
                "a\n",
                "a\u0000"
            })
    void takesNothingElse(String name) {
        assertThat(name).doesNotMatch(VmNames.PATTERN);
    }

    @Test
    void takesAtMost63Characters() {
        assertThat("a".repeat(63)).matches(VmNames.PATTERN);
        assertThat("a".repeat(64)).doesNotMatch(VmNames.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_vm", "Windows 11", "a.b.c", "_x"})
    void takesNamesThatOtherToolsGave(String name) {
        assertThat(name).matches(VmNames.EXISTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", ".hidden", "a/b", "a;b", "a\nb"})
    void takesNoPathForAName(String name) {
        assertThat(name).doesNotMatch(VmNames.EXISTING);
        assertThat(name).doesNotMatch(VmNames.IMAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host",
                "ssh-rsa AAAAB3Nza+/=",
                "ecdsa-sha2-nistp256 AAAA",
                "sk-ssh-ed25519@openssh.com AAAA a comment of words"
            })
    void takesPublicKeys(String key) {
        assertThat(key).matches(VmNames.SSH_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh-ed25519",
                "ssh-ed25519 AAAA\nssh-ed25519 BBBB",
                "ssh-ed25519 AAAA x\rrunmcd: [id]",
                "-----BEGIN OPENSSH PRIVATE KEY-----",
                "command=\"id\" ssh-rsa AAAA"
            })
    void takesNoOtherLines(String key) {
        assertThat(key).doesNotMatch(VmNames.SSH_KEY);
    }

    /** kcli's names and the files that their downloads are kept under. */
    @ParameterizedTest
    @CsvSource({
        "centos10stream, CentOS-Stream-GenericCloud-10-latest.x86_64.qcow2",
        "centos9stream, CentOS-Stream-GenericCloud-9-20240101.qcow2",
        "fedora43, Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2",
        "debian13, debian-13-generic-amd64.qcow2",
        "ubuntu2404, ubuntu-24.04-server-cloudimg-amd64.img",
        "rockylinux9, Rocky-9-GenericCloud.latest.x86_64.qcow2",
        "almalinux9, almalinux-9-genericcloud-latest.qcow2",
        "rhel9, rhel-9.6-x86_64-kvm.qcow2",
        "tiny, tiny.qcow2",
        "tiny, tiny.img",
        "tiny, tiny"
    })
    void findsTheVolumeOfAnImage(String image, String volume) {
        assertThat(VmNames.find(image, volumes("aaa.qcow2", volume, "vm_0.img")))
                .map(Volume::name)
                .contains(volume);
    }

    @ParameterizedTest
    @CsvSource({"debian1, debian-13-generic.qcow2", "vm_0, vm_0.img", "vm_0.img, vm_0.img", "medium.ISO, medium.ISO"})
    void findsNoDiskMediumOrOtherVersion(String image, String volume) {
        assertThat(VmNames.find(image, volumes(volume))).isEmpty();
    }

    private static List<Volume> volumes(String... names) {
        return Stream.of(names)
                .map(name -> new Volume(name, "qcow2", 1, Optional.empty()))
                .toList();
    }
}
