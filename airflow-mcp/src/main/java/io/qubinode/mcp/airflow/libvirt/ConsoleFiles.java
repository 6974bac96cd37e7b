package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import java.util.stream.Stream;

/** Where a domain's serial console is written to. */
final class ConsoleFiles {

    private ConsoleFiles() {}

    /** The paths, usually one; none when it is not written. */
    static List<String> of(Xml domain) {
        return Stream.of("serial", "console")
                .flatMap(device -> domain.devices(device).stream())
                .flatMap(port -> port.children("log").stream())
                .flatMap(log -> log.attribute("file").stream())
                .distinct()
                .toList();
    }
}
