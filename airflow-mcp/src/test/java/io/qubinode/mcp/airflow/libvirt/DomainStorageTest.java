package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Disk;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions as libvirt 9 writes them. */
class DomainStorageTest {

    private static final DomainStorage.Pool POOL = new DomainStorage.Pool("default", "/pool");

    @Test
    void tellsVolumesOfThePoolFromOthers() {
        assertThat(shown("""
                <disk type='file' device='disk'><source file='/pool/k_0.img'/><target dev='vda'/></disk>
                <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
                <disk type='file' device='disk'><source file='/elsewhere/x.img'/><target dev='vdb'/></disk>
                <disk type='volume' device='disk'><source pool='default' volume='v.img'/><target dev='vdc'/></disk>
                <disk type='volume' device='disk'><source pool='other' volume='y.img'/><target dev='vdd'/></disk>
                <disk type='block' device='disk'><source dev='/pool/lv'/><target dev='vde'/></disk>
                <disk type='block' device='disk'><source dev='/dev/sdz'/><target dev='vdf'/></disk>"""))
                .extracting(Disk::target, Disk::device, Disk::volume, Disk::inPool)
                .containsExactly(
                        Tuple.tuple("vda", "disk", Optional.of("k_0.img"), true),
                        Tuple.tuple("sda", "cdrom", Optional.empty(), false),
                        Tuple.tuple("vdb", "disk", Optional.of("x.img"), false),
                        Tuple.tuple("vdc", "disk", Optional.of("v.img"), true),
                        Tuple.tuple("vdd", "disk", Optional.of("y.img"), false),
                        Tuple.tuple("vde", "disk", Optional.of("lv"), true),
                        Tuple.tuple("vdf", "disk", Optional.empty(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<disk type='file'><source file='/x/a b.img'/></disk> | file /x/a b.img",
                "<disk type='volume'><source pool='p' volume='v'/></disk> | volume p/v",
                "<disk type='block'><source dev='/dev/vg/lv'/></disk> | block /dev/vg/lv",
                "<disk type='dir'><source dir='/srv/fat'/></disk> | dir /srv/fat",
                "<disk type='network'><source protocol='rbd' name='pool/image'><host name='mon1' port='6789'/>"
                        + "<host name='mon2'/><auth username='u'/></source></disk> | network rbd://mon1:6789,mon2/pool/image",
                "<disk type='network'><source protocol='nbd' name='export'><host name='h' port='10809'/></source></disk>"
                        + " | network nbd://h:10809/export",
                "<disk type='network'><source protocol='nbd'><host transport='unix' socket='/run/nbd'/></source></disk>"
                        + " | network nbd:///run/nbd",
                "<disk type='network'><source protocol='iscsi' name='iqn.2013-07.com.example:pool/1'><host name='h'/>"
                        + "</source></disk> | network iscsi://h/iqn.2013-07.com.example:pool/1",
                "<disk type='network'><source protocol='https' name='/x.iso' query='token=secret'><host name='h'/></source>"
                        + "</disk> | network https://h/x.iso",
                "<disk type='nvme'><source type='pci' managed='yes' namespace='1'><address domain='0x0000' bus='0x01'"
                        + " slot='0x00' function='0x0'/></source></disk> | nvme 0000:01:00.0, namespace 1",
                "<disk type='vhostuser'><source type='unix' path='/run/vhost.sock'/></disk> | vhostuser /run/vhost.sock",
                "<disk type='vhostvdpa'><source dev='/dev/vhost-vdpa-0'/></disk> | vhostvdpa /dev/vhost-vdpa-0",
                "<disk type='later'><source kind='x' of='y'/></disk> | later kind x, of y",
                "<filesystem type='mount'><source dir='/srv/share'/><target dir='t'/></filesystem> | mount /srv/share",
                "<memory model='nvdimm'><source><path>/srv/nvdimm</path></source></memory> | file /srv/nvdimm",
                "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn/1'><host name='h'/></source>"
                        + "</hostdev> | scsi iscsi://h/iqn/1",
                "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0'"
                        + " unit='0'/></source></hostdev> | scsi name scsi_host0, bus 0, target 0, unit 0"
            })
    void showsTheTypeAndSourceOfAnyStorage(String storage, String source) {
        assertThat(shown(storage)).singleElement().satisfies(disk -> assertThat(disk.source())
                .map(DiskSource::toString)
                .contains(source));
    }

    /** Such as the flavor that OpenStack's Nova keeps in a domain's metadata. */
    @Test
    void takesNoElementOfSomebodyElseForADisk() {
        Xml domain = Xml.parse("""
                <domain><metadata><nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>
                <nova:disk>20</nova:disk></nova:instance><disk type='file'><source file='/pool/x'/></disk></metadata>
                <devices/></domain>""");
        assertThat(DomainStorage.of(domain)).isEmpty();
        assertThat(DomainXml.needed(domain)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<disk device='disk'><source file='x'/></disk> | true",
                "<disk device='floppy'><source file='x'/></disk> | true",
                "<disk device='disk'><source file='x'/><readonly/></disk> | false",
                "<disk device='cdrom'><source file='x'/></disk> | false",
                "<disk device='disk'/> | false",
                "<filesystem type='mount'><source dir='/x'/><target dir='t'/></filesystem> | true",
                "<filesystem type='mount'><source dir='/x'/><target dir='t'/><readonly/></filesystem> | false"
            })
    void knowsWhatAGuestCanWriteTo(String storage, boolean writable) {
        assertThat(DomainStorage.isWritable(
                        domain(storage).at("devices").getFirst().children().getFirst()))
                .isEqualTo(writable);
    }

    @Test
    void countsNoSharedOrReadOnlyDiskAsTheMachinesOwn() {
        assertThat(shown("""
                <disk><source file='/pool/a'/></disk>
                <disk><source file='/pool/b'/><readonly/></disk>
                <disk><source file='/pool/c'/><shareable/></disk>""")).extracting(Disk::own).containsExactly(true, false, false);
    }

    private static List<Disk> shown(String storage) {
        return DomainStorage.of(domain(storage)).stream()
                .map(each -> DomainStorage.shown(each, POOL))
                .toList();
    }

    private static Xml domain(String devices) {
        return Xml.parse("<domain><devices>" + devices + "</devices></domain>");
    }
}
