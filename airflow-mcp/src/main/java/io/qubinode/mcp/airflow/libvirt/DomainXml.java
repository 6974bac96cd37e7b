package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Domain XML: what we write for a new machine, and what we read of any.
 *
 * @see <a href="https://libvirt.org/formatdomain.html">libvirt's domain XML format</a>
 */
final class DomainXml {

    // As in kcli's kvirt/providers/kvm: it lists a machine by this element.
    private static final String KCLI_NAMESPACE = "kvirt";
    private static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";
    private static final DateTimeFormatter KCLI_DATE = DateTimeFormatter.ofPattern("dd-MM-yyyy HH:mm");

    /**
     * Where a new machine is put.
     *
     * @param type kvm, qemu or test
     * @param cpu what it sees of the CPU; nothing to be said on libvirt's test driver
     * @param diskPath the disk's file
     * @param seedPath the seed's file
     * @param consolePath the file that the serial console is written to; none on libvirt's test driver
     * @param nvramPath the file of its UEFI variables; none with BIOS, and on libvirt's test driver
     * @param network the network
     * @param now the time of the host
     */
    record Place(
            String type,
            Optional<CpuMode> cpu,
            String diskPath,
            String seedPath,
            Optional<String> consolePath,
            Optional<String> nvramPath,
            String network,
            LocalDateTime now) {}

    private DomainXml() {}

    static String of(MachineDefinition machine, Place place) {
        Xml domain = Xml.root("domain").with("type", place.type());
        domain.add("name").text(machine.name());
        addMetadata(domain, machine, place.now());
        domain.add("memory").with("unit", "MiB").text(machine.memoryMib());
        domain.add("vcpu").text(machine.cpus());
        Xml os = domain.add("os");
        if (machine.nvram().isPresent()) {
            os.with("firmware", "efi");
        }
        os.add("type").text("hvm");
        // Left out, libvirt finds them by the machine's name, so that a renamed one loses its own and a new one of that
        // name has them.
        place.nvramPath().ifPresent(file -> os.add("nvram").text(file));
        Stream.of("hd", "cdrom", "network").forEach(device -> os.add("boot").with("dev", device));
        Xml features = domain.add("features");
        features.add("acpi");
        features.add("apic");
        place.cpu().ifPresent(cpu -> domain.add("cpu").with("mode", cpu.xml()));
        Xml devices = domain.add("devices");
        addDisk(devices, "disk", "qcow2", place.diskPath(), "vda", "virtio");
        addDisk(devices, "cdrom", "raw", place.seedPath(), "sda", "sata").add("readonly");
        Xml network = devices.add("interface").with("type", "network");
        network.add("source").with("network", place.network());
        network.add("model").with("type", "virtio");
        Xml serial = devices.add("serial").with("type", "pty");
        place.consolePath()
                .ifPresent(file -> serial.add("log").with("file", file).with("append", "off"));
        serial.add("target").with("port", 0);
        devices.add("console")
                .with("type", "pty")
                .add("target")
                .with("type", "serial")
                .with("port", 0);
        devices.add("channel")
                .with("type", "unix")
                .add("target")
                .with("type", "virtio")
                .with("name", AGENT_CHANNEL);
        devices.add("rng")
                .with("model", "virtio")
                .add("backend")
                .with("model", "random")
                .text("/dev/urandom");
        // Nobody is shown it, but a picture of it can be taken, and firmware and boot loaders write there first.
        devices.add("video").add("model").with("type", "vga");
        // Without a period libvirt knows what QEMU uses, but not what the guest does.
        devices.add("memballoon").with("model", "virtio").add("stats").with("period", 5);
        return domain.toString();
    }

    private static void addMetadata(Xml domain, MachineDefinition machine, LocalDateTime now) {
        Xml metadata = domain.add("metadata");
        Xml info = metadata.add(KCLI_NAMESPACE, "kvirt:info");
        info.add(KCLI_NAMESPACE, "kvirt:creationdate").text(KCLI_DATE.format(now));
        info.add(KCLI_NAMESPACE, "kvirt:plan").text("kvirt");
        info.add(KCLI_NAMESPACE, "kvirt:profile").text(machine.image());
        info.add(KCLI_NAMESPACE, "kvirt:image").text(machine.image());
        machine.user().ifPresent(user -> info.add(KCLI_NAMESPACE, "kvirt:user").text(user));
        info.add(KCLI_NAMESPACE, "kvirt:owner").text(machine.creation().client());
        OwnMetadata.write(metadata, machine.creation());
    }

    private static Xml addDisk(Xml devices, String device, String format, String path, String target, String bus) {
        Xml disk = devices.add("disk").with("type", "file").with("device", device);
        disk.add("driver").with("name", "qemu").with("type", format);
        disk.add("source").with("file", path);
        disk.add("target").with("dev", target).with("bus", bus);
        return disk;
    }

    /** Turns a KVM machine's definition into one for software emulation; false when it is none. */
    static boolean emulateInsteadOfKvm(Xml domain) {
        if (domain.attribute("type").filter("kvm"::equals).isEmpty()) {
            return false;
        }
        domain.with("type", "qemu");
        domain.children("cpu").forEach(cpu -> cpu.replaceWith("cpu").with("mode", CpuMode.MAXIMUM.xml()));
        return true;
    }

    /** kcli's metadata; empty when there is none. */
    static Optional<KcliMetadata> kcli(Xml domain) {
        return domain.at("metadata").stream()
                .flatMap(metadata -> metadata.children(KCLI_NAMESPACE, "info").stream())
                .findFirst()
                .map(info -> new KcliMetadata(
                        textOf(info, "plan"),
                        textOf(info, "profile"),
                        textOf(info, "image"),
                        textOf(info, "user"),
                        textOf(info, "owner"),
                        textOf(info, "creationdate").map(DomainXml::dateOf)));
    }

    /** The time of the host, as kcli writes it, in ISO 8601 and UTC; a text of another form as it is. */
    private static String dateOf(String text) {
        try {
            return LocalDateTime.parse(text, KCLI_DATE)
                    .atZone(ZoneId.systemDefault())
                    .toInstant()
                    .toString();
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static Optional<String> textOf(Xml info, String name) {
        return info.children(KCLI_NAMESPACE, name).stream()
                .map(Xml::text)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** The names of all volumes, files and devices that a domain needs, whatever pool or folder they are in. */
    static Stream<String> needed(Xml domain) {
        return Stream.of(
                        domain.at("devices").stream()
                                .flatMap(devices -> devices.all("source").stream())
                                .flatMap(source -> Stream.of("file", "dev", "volume")
                                        .flatMap(kind -> source.attribute(kind).stream())),
                        domain.at("devices").stream()
                                .flatMap(devices -> devices.all("log").stream())
                                .flatMap(log -> log.attribute("file").stream()),
                        domain.at("os").stream()
                                .flatMap(os -> os.all("source").stream())
                                .flatMap(source ->
                                        Stream.of("file", "dev").flatMap(kind -> source.attribute(kind).stream())),
                        domain.at("devices", "memory", "source", "path").stream()
                                .map(Xml::text),
                        Stream.of("kernel", "initrd", "nvram")
                                .flatMap(name -> domain.at("os", name).stream())
                                .map(Xml::text))
                .flatMap(names -> names)
                .map(DomainXml::nameOf)
                .filter(name -> !name.isEmpty());
    }

    static long memoryMib(Xml domain) {
        // libvirt writes KiB whatever was read.
        return Long.parseLong(domain.children("memory").getFirst().text()) / 1024;
    }

    static int cpus(Xml domain) {
        Xml vcpu = domain.children("vcpu").getFirst();
        return Integer.parseInt(vcpu.attribute("current").orElseGet(vcpu::text));
    }

    /** Whether a guest's agent could be asked. */
    static boolean hasAgentChannel(Xml domain) {
        return domain.at("devices", "channel", "target").stream()
                .anyMatch(target ->
                        target.attribute("name").filter(AGENT_CHANNEL::equals).isPresent());
    }

    /** The network interfaces, their addresses still unknown. */
    static List<Interface> interfaces(Xml domain) {
        return domain.devices("interface").stream()
                .map(network -> new Interface(
                        network.child("mac")
                                .flatMap(mac -> mac.attribute("address"))
                                .orElse(""),
                        network.child("source")
                                .flatMap(source -> source.attribute("network").or(() -> source.attribute("bridge"))),
                        List.of()))
                .toList();
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
