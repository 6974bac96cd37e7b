package io.qubinode.mcp.airflow.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.tool.ToolSurroundings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is done around each tool for machines: it is told the name that the machine has, and nothing that libvirt's test driver tells is shown
 * as true of any machine.
 *
 * @param type the tool's arguments
 * @param hosts all hypervisors
 */
record AtHosts<I extends Record>(Class<I> type, List<LibvirtHost> hosts) implements ToolSurroundings<I> {

    @Override
    public I before(Optional<String> place, I input) {
        if (!(input instanceof OfMachine given)) {
            return input;
        }
        String exact = at(place).getFirst().hypervisor().meant(given.name());
        return exact.equals(given.name()) ? input : type.cast(given.named(exact));
    }

    @Override
    public void after(Optional<String> place, ObjectNode answer) {
        List<LibvirtHost> simulated =
                at(place).stream().filter(LibvirtHost::isSimulated).toList();
        if (!simulated.isEmpty()) {
            String which = hosts.size() == 1
                    ? ""
                    : " at " + simulated.stream().map(LibvirtHost::name).collect(Collectors.joining(", "));
            answer.put(
                    "simulation",
                    "libvirt's test driver" + which + ": its machines exist in its memory only, and nothing boots");
        }
    }

    private List<LibvirtHost> at(Optional<String> place) {
        return hosts.stream()
                .filter(host -> place.isEmpty() || host.name().equals(place.get()))
                .toList();
    }
}
