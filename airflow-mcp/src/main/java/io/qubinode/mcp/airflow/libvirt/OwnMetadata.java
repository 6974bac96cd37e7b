package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Our part of a domain's metadata, beside kcli's.
 *
 * @see <a href="https://libvirt.org/formatdomain.html#general-metadata">libvirt: general metadata</a>
 */
final class OwnMetadata {

    private static final String NAMESPACE = "https://github.com/Qubinode/qubinode_navigator/mcp/machine/1";

    private OwnMetadata() {}

    static void write(Xml metadata, Creation creation) {
        Xml machine = metadata.add(NAMESPACE, "qubinode:machine")
                .with("creation", creation.id())
                .with("client", creation.client());
        creation.asked().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(argument -> machine.add(
                        NAMESPACE, "qubinode:asked")
                .with("for", argument.getKey())
                .text(argument.getValue()));
        creation.labels()
                .forEach(label -> machine.add(NAMESPACE, "qubinode:label").text(label));
    }

    /** Makes a copy of a domain known as one that we made; what its original was asked for stays. */
    static void ofCopy(Xml domain, String id, String client) {
        Xml metadata = domain.children("metadata").stream().findFirst().orElseGet(() -> domain.add("metadata"));
        metadata.children(NAMESPACE, "machine").stream()
                .findFirst()
                .orElseGet(() -> metadata.add(NAMESPACE, "qubinode:machine"))
                .with("creation", id)
                .with("client", client);
    }

    /** Empty when the domain was not made by us. */
    static Optional<Creation> read(Xml domain) {
        return domain.children("metadata").stream()
                .flatMap(metadata -> metadata.children(NAMESPACE, "machine").stream())
                .findFirst()
                .map(machine -> new Creation(
                        machine.attribute("creation").orElse(""),
                        machine.attribute("client").orElse(""),
                        machine.children(NAMESPACE, "asked").stream()
                                .collect(Collectors.toMap(
                                        argument -> argument.attribute("for").orElse(""),
                                        Xml::text,
                                        (one, other) -> one)),
                        texts(machine.children(NAMESPACE, "label"))));
    }

    private static List<String> texts(List<Xml> elements) {
        return elements.stream().map(Xml::text).toList();
    }
}
