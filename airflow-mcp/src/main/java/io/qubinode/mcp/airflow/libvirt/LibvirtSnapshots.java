package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.Pasted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.libvirt.Domain;
import org.libvirt.DomainSnapshot;
import org.libvirt.LibvirtException;

/** Snapshots by libvirt. */
final class LibvirtSnapshots implements Snapshots {

    // The memory of a large guest is written to its disk, or read from it.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final LibvirtConnection connection;

    LibvirtSnapshots(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public List<Snapshot> of(String machine) {
        return connection.read(Domains.named(machine, (connect, domain) -> {
            Optional<String> current = current(domain);
            var all = new ArrayList<Snapshot>();
            Listed.named(
                    List.of(domain.snapshotListNames()),
                    domain::snapshotLookupByName,
                    snapshot -> all.add(read(Xml.parse(snapshot.getXMLDesc()), current)),
                    DomainSnapshot::free);
            all.sort(Comparator.comparing(Snapshot::created).thenComparing(Snapshot::name));
            return all;
        }));
    }

    private static Optional<String> current(Domain domain) throws LibvirtException {
        if (domain.snapshotNum() == 0 || domain.hasCurrentSnapshot() != 1) {
            return Optional.empty();
        }
        try {
            DomainSnapshot current = domain.snapshotCurrent();
            try {
                return Xml.parse(current.getXMLDesc()).child("name").map(Xml::exactText);
            } finally {
                current.free();
            }
        } catch (LibvirtException e) {
            if (!LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_DOMAIN_SNAPSHOT")) {
                throw e;
            }
            // Somebody deleted it since we asked whether there is one.
            return Optional.empty();
        }
    }

    private static Snapshot read(Xml xml, Optional<String> current) {
        String name = xml.child("name").map(Xml::exactText).orElse("");
        return new Snapshot(
                name,
                text(xml, "state").map(LibvirtSnapshots::state).orElse(""),
                text(xml, "creationTime").flatMap(EpochSecond::of).orElse(Instant.EPOCH),
                xml.children("parent").stream()
                        .flatMap(parent -> parent.children("name").stream())
                        .map(Xml::exactText)
                        .findFirst(),
                current.filter(name::equals).isPresent(),
                text(xml, "description").map(ForeignText::shown));
    }

    private static String state(String word) {
        return MachineState.named(word)
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .orElse(word);
    }

    private static Optional<String> text(Xml xml, String child) {
        return xml.children(child).stream()
                .map(Xml::text)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    @Override
    public Snapshot create(String machine, String name, Optional<String> description) {
        return connection.callLong(LONGEST, Domains.named(machine, (connect, domain) -> {
            if (Arrays.asList(domain.snapshotListNames()).contains(name)) {
                throw new ToolException(
                        ErrorCode.ALREADY_EXISTS,
                        "Virtual machine " + machine + " has a snapshot named " + name + " already.",
                        "Choose another name.");
            }
            Xml xml = Xml.root("domainsnapshot");
            xml.add("name").text(name);
            description.ifPresent(text -> xml.add("description").text(text));
            DomainSnapshot snapshot = domain.snapshotCreateXML(xml.toString());
            try {
                return read(Xml.parse(snapshot.getXMLDesc()), Optional.of(name));
            } finally {
                snapshot.free();
            }
        }));
    }

    @Override
    public void revert(String machine, String name) {
        connection.callLong(LONGEST, Domains.named(machine, (connect, domain) -> {
            DomainSnapshot snapshot = lookup(domain, machine, name);
            try {
                return domain.revertToSnapshot(snapshot);
            } finally {
                snapshot.free();
            }
        }));
    }

    @Override
    public void delete(String machine, String name) {
        connection.callLong(LONGEST, Domains.named(machine, (connect, domain) -> {
            DomainSnapshot snapshot = lookup(domain, machine, name);
            try {
                return snapshot.delete(0);
            } finally {
                snapshot.free();
            }
        }));
    }

    private static DomainSnapshot lookup(Domain domain, String machine, String given) throws LibvirtException {
        List<String> names = Arrays.asList(domain.snapshotListNames());
        String name = Pasted.meant(given, names);
        if (!names.contains(name)) {
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    "Virtual machine " + machine + " has no snapshot named " + name + ".",
                    Suggestions.hint(
                            name,
                            names,
                            names.isEmpty() ? "It has none." : "It has " + String.join(", ", names) + "."));
        }
        return domain.snapshotLookupByName(name);
    }
}
