package io.qubinode.mcp.airflow.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.Volume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolImagesTest {

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
        assertThat(PoolImages.find(image, volumes("aaa.qcow2", volume, "vm_0.img")))
                .map(Volume::name)
                .contains(volume);
    }

    @ParameterizedTest
    @CsvSource({
        "debian1, debian-13-generic.qcow2",
        "vm_0, vm_0.img",
        "vm_0.img, vm_0.img",
        "medium.ISO, medium.ISO",
        "vm.console.log, vm.console.log"
    })
    void findsNoDiskMediumOrOtherVersion(String image, String volume) {
        assertThat(PoolImages.find(image, volumes(volume))).isEmpty();
    }

    private static List<Volume> volumes(String... names) {
        return Stream.of(names)
                .map(name -> new Volume(name, "qcow2", 1, Optional.empty()))
                .toList();
    }
}
