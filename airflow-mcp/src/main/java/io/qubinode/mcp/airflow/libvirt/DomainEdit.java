package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes of a domain's XML. */
final class DomainEdit {

    private DomainEdit() {}

    static void memory(Xml domain, long mib) {
        refuseNuma(domain);
        domain.children("memory").forEach(memory -> memory.with("unit", "MiB").text(mib));
        domain.children("currentMemory").forEach(Xml::remove);
    }

    static void cpus(Xml domain, int cpus) {
        refuseNuma(domain);
        domain.children("vcpu").forEach(vcpu -> vcpu.without("current").text(cpus));
        domain.children("vcpus").forEach(Xml::remove);
        // Sockets times cores times threads would have to be the same number.
        domain.children("cpu").stream()
                .flatMap(cpu -> cpu.children("topology").stream())
                .forEach(Xml::remove);
    }

    private static void refuseNuma(Xml domain) {
        if (domain.children("cpu").stream()
                .anyMatch(cpu -> !cpu.children("numa").isEmpty())) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Nothing was changed, because this machine divides its memory and CPUs into NUMA cells.",
                    "An operator must change them by virsh edit.");
        }
    }

    /**
     * Turns a domain into another one of the same make: with a name, hardware addresses, firmware
     * variables, a TPM and ids of its own.
     *
     * @param files new paths by old ones
     * @param nvram the path of its UEFI variables; empty with BIOS
     */
    static void copy(Xml domain, String name, Map<String, String> files, Optional<String> nvram) {
        domain.children("name").forEach(element -> element.text(name));
        domain.children("uuid").forEach(Xml::remove);
        domain.devices("interface").stream()
                .flatMap(network -> network.children("mac").stream())
                .forEach(Xml::remove);
        nvram.ifPresent(path -> domain.child("os").ifPresent(os -> os.child("nvram")
                .orElseGet(() -> os.add("nvram"))
                .without("type")
                .text(path)));
        // One of its own for each machine, so that a guest notices:
        // https://libvirt.org/formatdomain.html#general-metadata
        domain.children("genid").forEach(id -> id.replaceWith("genid"));
        // A TPM's state is found by the machine's id, unless it is said where it is.
        domain.at("devices", "tpm", "backend", "source").forEach(Xml::remove);
        files(domain, files);
    }

    /**
     * Puts other files in the place of those of disks and of the serial console.
     *
     * @param files new paths by old ones; others stay
     */
    static void files(Xml domain, Map<String, String> files) {
        domain.devices("disk").forEach(disk -> disk.children("source").forEach(source -> source.attribute("file")
                .or(() -> source.attribute("dev"))
                .map(files::get)
                .ifPresent(file -> replace(disk, file))));
        Stream.of("serial", "console")
                .flatMap(device -> domain.at("devices", device, "log").stream())
                .forEach(log -> log.attribute("file").map(files::get).ifPresent(file -> log.with("file", file)));
    }

    /** Gives a disk a file, of which nothing is below that its old source had below. */
    static void replace(Xml disk, String file) {
        disk.children("backingStore").forEach(Xml::remove);
        disk.with("type", "file");
        disk.children("source").forEach(source -> {
            source.attributes().keySet().stream()
                    .filter(name -> !name.equals("startupPolicy"))
                    .forEach(source::without);
            source.children("reservations").forEach(Xml::remove);
            source.with("file", file);
        });
    }
}
