package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Map;
import java.util.function.UnaryOperator;

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
                    "Memory and CPUs of this machine are laid out in NUMA cells.",
                    "An operator must change them by virsh edit.");
        }
    }

    /**
     * Turns a domain into another one of the same make: with a name, hardware addresses and an id of its own.
     *
     * @param files new paths by old ones
     */
    static void copy(Xml domain, String name, Map<String, String> files) {
        domain.children("name").forEach(element -> element.text(name));
        domain.children("uuid").forEach(Xml::remove);
        domain.all("interface").stream()
                .flatMap(network -> network.children("mac").stream())
                .forEach(Xml::remove);
        // libvirt makes a new one from its template.
        domain.children("os").stream()
                .flatMap(os -> os.children("nvram").stream())
                .forEach(Xml::remove);
        files(domain, file -> files.getOrDefault(file, file));
    }

    /** Puts other files in the place of those of disks and of the serial console. */
    static void files(Xml domain, UnaryOperator<String> path) {
        domain.all("disk").stream()
                .flatMap(disk -> disk.children("source").stream())
                .forEach(source -> source.attribute("file").ifPresent(file -> source.with("file", path.apply(file))));
        for (String device : new String[] {"serial", "console"}) {
            domain.all(device).stream()
                    .flatMap(port -> port.children("log").stream())
                    .forEach(log -> log.attribute("file").ifPresent(file -> log.with("file", path.apply(file))));
        }
    }
}
