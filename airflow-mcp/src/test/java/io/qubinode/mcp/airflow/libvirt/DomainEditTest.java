package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DomainEditTest {

    private final Xml domain = Xml.parse("""
            <domain type='kvm'><name>old</name><uuid>5a1e5612-d3dc-46e3-88a3-99705658f9ad</uuid>
            <memory unit='KiB'>524288</memory><currentMemory unit='KiB'>262144</currentMemory>
            <vcpu placement='static' current='1'>4</vcpu>
            <genid>42e8a4a0-5f3d-4e4e-8f5c-6a3b0e1f7a10</genid><os><type>hvm</type><nvram>/nvram/old_VARS.fd</nvram></os>
            <cpu mode='host-passthrough'><topology sockets='1' dies='1' cores='4' threads='1'/></cpu>
            <devices><disk type='file' device='disk'><source file='/p/old_0.img' index='1'/>
            <backingStore type='file'><format type='qcow2'/><source file='/p/base.qcow2'/></backingStore><target dev='vda'/></disk>
            <disk type='block' device='disk'><source dev='/dev/vg/old'/><target dev='vdb'/></disk>
            <tpm model='tpm-crb'><backend type='emulator'><source type='dir' path='/tpm/old'/></backend></tpm>
            <disk type='file' device='cdrom'><source file='/media/install.iso'/><target dev='sda'/></disk>
            <interface type='network'><mac address='52:54:00:e3:fd:5d'/><source network='default'/></interface>
            <serial type='pty'><log file='/p/old.console.log'/></serial></devices></domain>""");

    @Test
    void setsAllOfTheMemory() {
        DomainEdit.memory(domain, 1024);
        assertThat(domain.first("memory").orElseThrow().text()).isEqualTo("1024");
        assertThat(domain.first("memory").orElseThrow().attribute("unit")).contains("MiB");
        assertThat(domain.first("currentMemory")).isEmpty();
    }

    @Test
    void setsAllCpusWhateverTheirTopologyWas() {
        DomainEdit.cpus(domain, 3);
        Xml vcpu = domain.first("vcpu").orElseThrow();
        assertThat(vcpu.text()).isEqualTo("3");
        assertThat(vcpu.attribute("current")).isEmpty();
        assertThat(vcpu.attribute("placement")).contains("static");
        assertThat(domain.first("topology")).isEmpty();
        assertThat(domain.first("cpu").orElseThrow().attribute("mode")).contains("host-passthrough");
    }

    @Test
    void leavesWhatIsLaidOutInCellsAlone() {
        Xml cells = Xml.parse("<domain><cpu><numa><cell id='0'/></numa></cpu><memory>1</memory></domain>");
        var e = catchThrowableOfType(ToolException.class, () -> DomainEdit.memory(cells, 1024));
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void givesACopyAllThatMustBeItsOwn() {
        DomainEdit.copy(
                domain,
                "new",
                Map.of(
                        "/p/old_0.img", "/p/new_0.img",
                        "/dev/vg/old", "/p/new_1.img",
                        "/p/old.console.log", "/p/new.console.log"),
                Optional.of("/p/new_VARS.fd"));
        assertThat(domain.first("name").orElseThrow().text()).isEqualTo("new");
        assertThat(domain.first("uuid")).isEmpty();
        assertThat(domain.first("mac")).isEmpty();
        assertThat(domain.first("nvram").orElseThrow().text()).isEqualTo("/p/new_VARS.fd");
        assertThat(domain.at("devices", "disk", "source"))
                .extracting(source -> source.attribute("file").orElse(""))
                .containsExactly("/p/new_0.img", "/p/new_1.img", "/media/install.iso");
        assertThat(domain.all("backingStore")).isEmpty();
        assertThat(domain.all("disk").get(1).attribute("type")).contains("file");
        assertThat(domain.toString()).doesNotContain("/dev/vg/old").doesNotContain("/tpm/old");
        assertThat(Xml.parse(domain.toString()).first("genid").orElseThrow().text())
                .isEmpty();
        assertThat(domain.first("tpm")).isPresent();
        assertThat(ConsoleFiles.of(domain)).isEqualTo(List.of("/p/new.console.log"));
    }

    @Test
    void marksACopyAsOneThatWeMade() {
        OwnMetadata.ofCopy(domain, "id-1", "alice");
        Xml copy = Xml.parse(domain.toString());
        assertThat(OwnMetadata.read(copy).orElseThrow()).isEqualTo(new Creation("id-1", "alice", Map.of(), List.of()));
        OwnMetadata.ofCopy(copy, "id-2", "bob");
        assertThat(OwnMetadata.read(copy).orElseThrow().id()).isEqualTo("id-2");
        assertThat(copy.toString()).containsOnlyOnce("<qubinode:machine ");
    }
}
