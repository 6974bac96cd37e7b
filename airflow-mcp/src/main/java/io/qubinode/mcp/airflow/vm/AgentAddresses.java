package io.qubinode.mcp.airflow.vm;

import io.netty.util.NetUtil;
import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.libvirt.MachineDetails;
import io.qubinode.mcp.airflow.libvirt.MachineDetails.Interface;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a guest's agent says of addresses, for networks of whose leases libvirt knows nothing, such as those over a bridge. */
final class AgentAddresses {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Guest guest;

    AgentAddresses(Guest guest) {
        this.guest = guest;
    }

    /** Of the machine's own interfaces, not of those that a guest makes for itself; none when no agent answers. */
    List<String> of(MachineDetails machine) {
        Set<String> own = machine.interfaces().stream()
                .map(Interface::mac)
                .map(AgentAddresses::lower)
                .collect(Collectors.toSet());
        try {
            return guest.agent(machine.machine().name(), PATIENCE).interfaces().stream()
                    .filter(one -> one.mac()
                            .map(AgentAddresses::lower)
                            .filter(own::contains)
                            .isPresent())
                    .flatMap(one -> one.addresses().stream())
                    .map(MachineWait::withoutPrefix)
                    .filter(AgentAddresses::isOfUse)
                    .toList();
        } catch (ToolException e) {
            if (e.error().code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return List.of();
        }
    }

    private static String lower(String mac) {
        return mac.toLowerCase(Locale.ROOT);
    }

    /** A guest may say anything; what is not an address must not be looked up as a name. */
    private static boolean isOfUse(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes != null && !InetAddress.getByAddress(bytes).isLinkLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
