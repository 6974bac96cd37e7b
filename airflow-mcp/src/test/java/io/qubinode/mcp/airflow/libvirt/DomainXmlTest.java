package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {

    private static final String METACHARACTERS = "</name><x a=\"'&amp;\">";

    private static final Creation CREATION =
            new Creation("id-7", "alice", Map.of("image", METACHARACTERS, "memory", "512"), List.of("team=a", "prod"));

    /** As {@code kcli create vm} wrote it on 24 November 2026. */
    private static final String OF_KCLI = """
            <domain type='kvm'><name>k</name><metadata>
            <kvirt:info xmlns:kvirt="kvirt"><kvirt:creationdate>24-11-2026 04:59</kvirt:creationdate>
            <kvirt:plan>kvirt</kvirt:plan><kvirt:profile>centos10stream</kvirt:profile>
            <kvirt:image>centos10stream</kvirt:image></kvirt:info></metadata>
            <cpu mode='host-passthrough' check='none'><topology sockets='1'/></cpu>
            <devices>
             <disk type='file' device='disk'><source file='/pool/k_0.img'/><backingStore type='file'>
              <format type='qcow2'/><source file='/pool/base.qcow2'/></backingStore><target dev='vda' bus='virtio'/></disk>
             <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
             <disk type='file' device='disk'><source file='/elsewhere/x.img'/><target dev='vdb'/></disk>
             <disk type='volume' device='disk'><source pool='other' volume='y.img'/><target dev='vdc'/></disk>
             <disk type='block' device='disk'><source dev='/dev/sdz'/><target dev='vdd'/></disk>
             <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
             <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/></interface>
            </devices></domain>""";

    @Test
    void namesTheCpuOnlyWhereOneIsWanted() {
        assertThat(written("kvm").first("cpu").orElseThrow().attribute("mode")).contains("host-model");
        var place = new DomainXml.Place(
                "test",
                Optional.empty(),
                "/p/d",
                "/p/s",
                Optional.empty(),
                Optional.empty(),
                "default",
                LocalDateTime.now());
        assertThat(Xml.parse(DomainXml.of(definition(), place)).first("cpu")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm", "qemu", "test"})
    void keepsMetacharactersInTheirPlaces(String type) {
        var machine = definition(METACHARACTERS, METACHARACTERS);
        var place = new DomainXml.Place(
                type,
                Optional.empty(),
                "/p/" + METACHARACTERS,
                METACHARACTERS,
                Optional.of(METACHARACTERS),
                Optional.of(METACHARACTERS),
                METACHARACTERS,
                LocalDateTime.now());
        Xml xml = Xml.parse(DomainXml.of(machine, place));
        assertThat(xml.children("name")).extracting(Xml::text).containsExactly(METACHARACTERS);
        assertThat(files(xml)).containsExactly("/p/" + METACHARACTERS, METACHARACTERS);
        assertThat(DomainXml.interfaces(xml).getFirst().network()).contains(METACHARACTERS);
        assertThat(DomainXml.kcli(xml).orElseThrow().image()).contains(METACHARACTERS);
        assertThat(xml.all("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm", "qemu", "test"})
    void describesTheMachine(String type) {
        Xml xml = written(type);
        assertThat(xml.attribute("type")).contains(type);
        Xml memory = xml.first("memory").orElseThrow();
        assertThat(memory.text()).isEqualTo("512");
        assertThat(memory.attribute("unit")).contains("MiB");
        assertThat(xml.first("vcpu").orElseThrow().text()).isEqualTo("2");
        assertThat(files(xml)).containsExactly("/p/new_0.img", "/p/new.ISO");
        assertThat(xml.all("channel")).hasSize(1);
        assertThat(xml.first("log").orElseThrow().attribute("file")).contains("/p/new.console.log");
        assertThat(xml.first("stats").orElseThrow().attribute("period")).contains("5");
    }

    @Test
    void writesTheMetadataThatKcliReads() {
        assertThat(DomainXml.of(definition(), place("kvm")))
                .contains("<kvirt:info xmlns:kvirt=\"kvirt\">"
                        + "<kvirt:creationdate>24-11-2026 04:59</kvirt:creationdate><kvirt:plan>kvirt</kvirt:plan>"
                        + "<kvirt:profile>centos.qcow2</kvirt:profile><kvirt:image>centos.qcow2</kvirt:image>"
                        + "<kvirt:user>cloud-user</kvirt:user><kvirt:owner>alice</kvirt:owner></kvirt:info>");
    }

    @Test
    void readsWhatItWroteOfTheCreation() {
        assertThat(OwnMetadata.read(written("kvm"))).contains(CREATION);
        assertThat(OwnMetadata.read(Xml.parse(OF_KCLI))).isEmpty();
    }

    /** A domain of somebody else that has an element of the same name is not ours. */
    @Test
    void takesNoOtherNamespaceForItsOwn() {
        assertThat(OwnMetadata.read(Xml.parse(
                        "<domain><metadata><q:machine xmlns:q='urn:other' creation='id-7'/></metadata></domain>")))
                .isEmpty();
    }

    @Test
    void namesEverythingThatAMachineNeeds() {
        assertThat(DomainXml.needed(Xml.parse(OF_KCLI)))
                .containsExactlyInAnyOrder("k_0.img", "base.qcow2", "x.img", "y.img", "sdz");
        assertThat(DomainXml.needed(written("kvm")))
                .containsExactlyInAnyOrder("new_0.img", "new.ISO", "new.console.log");
    }

    @Test
    void asksForUefiOnlyWhenItIsWanted() {
        assertThat(written("kvm").first("os").orElseThrow().attribute("firmware"))
                .isEmpty();
    }

    @Test
    void readsTheMetadataThatKcliWrites() {
        assertThat(DomainXml.kcli(Xml.parse(OF_KCLI)))
                .contains(new KcliMetadata(
                        Optional.of("kvirt"),
                        Optional.of("centos10stream"),
                        Optional.of("centos10stream"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(LocalDateTime.of(2026, 11, 24, 4, 59)
                                .atZone(ZoneId.systemDefault())
                                .toInstant()
                                .toString())));
    }

    @Test
    void keepsADateThatKcliDidNotWrite() {
        assertThat(DomainXml.kcli(Xml.parse(OF_KCLI.replace("24-11-2026 04:59", "yesterday"))))
                .flatMap(KcliMetadata::created)
                .contains("yesterday");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain/>",
                "<domain><metadata/></domain>",
                "<domain><metadata><info><plan>x</plan></info></metadata></domain>",
                "<domain><metadata><t:info xmlns:t='urn:terraform'><t:image>x</t:image></t:info></metadata></domain>",
                "<domain><metadata><a:app xmlns:a='urn:a'><k:info xmlns:k='kvirt'/></a:app></metadata></domain>",
                "<domain><devices><k:info xmlns:k='kvirt'/></devices></domain>",
                "<domain><metadata><o:libosinfo xmlns:o='http://libosinfo.org/xmlns/libvirt/domain/1.0'/></metadata></domain>"
            })
    void doesNotMissMetadataThatIsNotThere(String xml) {
        assertThat(DomainXml.kcli(Xml.parse(xml))).isEmpty();
    }

    @Test
    void namesTheNetworkOrBridgeOfAnInterface() {
        assertThat(DomainXml.interfaces(Xml.parse(OF_KCLI)))
                .containsExactly(
                        new Interface("52:54:00:00:00:01", Optional.of("default"), List.of()),
                        new Interface("52:54:00:00:00:02", Optional.of("br0"), List.of()));
    }

    @Test
    void makesAnEmulatedMachineOfOneForKvm() {
        Xml xml = Xml.parse(OF_KCLI);
        assertThat(DomainXml.emulateInsteadOfKvm(xml)).isTrue();
        Xml emulated = Xml.parse(xml.toString());
        assertThat(emulated.attribute("type")).contains("qemu");
        Xml cpu = emulated.first("cpu").orElseThrow();
        assertThat(cpu.attribute("mode")).contains("maximum");
        assertThat(cpu.attribute("check")).isEmpty();
        assertThat(DomainXml.kcli(emulated)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu", "test", "xen"})
    void leavesOtherMachinesAsTheyAre(String type) {
        Xml xml = Xml.parse(OF_KCLI.replace("'kvm'", "'" + type + "'"));
        String before = xml.toString();
        assertThat(DomainXml.emulateInsteadOfKvm(xml)).isFalse();
        assertThat(xml.toString()).isEqualTo(before);
    }

    private static List<String> files(Xml domain) {
        return domain.at("devices", "disk", "source").stream()
                .map(source -> source.attribute("file").orElse(""))
                .toList();
    }

    private static Xml written(String type) {
        return Xml.parse(DomainXml.of(definition(), place(type)));
    }

    private static MachineDefinition definition() {
        return definition("new", "centos.qcow2");
    }

    private static MachineDefinition definition(String name, String image) {
        return new MachineDefinition(
                name,
                512,
                2,
                "new_0.img",
                "new.ISO",
                "new.console.log",
                Optional.empty(),
                Optional.empty(),
                false,
                image,
                Optional.of(image.equals(METACHARACTERS) ? METACHARACTERS : "cloud-user"),
                CREATION);
    }

    private static DomainXml.Place place(String type) {
        return new DomainXml.Place(
                type,
                Optional.of(CpuMode.HOST_MODEL),
                "/p/new_0.img",
                "/p/new.ISO",
                Optional.of("/p/new.console.log"),
                Optional.empty(),
                "default",
                LocalDateTime.of(2026, 11, 24, 4, 59));
    }
}
