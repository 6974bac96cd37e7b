package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Looks into what runs in a domain. Every method throws {@link ToolException} as {@link Hypervisor} does, and is safe to use from
 * any thread.
 */
public interface Guest {

    /**
     * What the guest's agent says; a part that it does not know is empty.
     *
     * @param hostName its own name
     * @param os the operating system, such as {@code Debian GNU/Linux 12 (bookworm)}
     * @param kernel its kernel's release
     * @param architecture such as {@code x86_64}
     * @param users who is logged in
     * @param fileSystems what is mounted
     * @param interfaces its network interfaces, without the loopback
     * @see <a href="https://www.qemu.org/docs/master/interop/qemu-ga-ref.html">QEMU guest agent</a>
     */
    record AgentReport(
            Optional<String> hostName,
            Optional<String> os,
            Optional<String> kernel,
            Optional<String> architecture,
            List<User> users,
            List<FileSystem> fileSystems,
            List<Interface> interfaces) {
        public AgentReport {
            users = List.copyOf(users);
            fileSystems = List.copyOf(fileSystems);
            interfaces = List.copyOf(interfaces);
        }
    }

    /** Somebody who is logged in, since when; empty when the guest tells no possible time. */
    record User(String name, Optional<Instant> since) {}

    /**
     * A mounted file system.
     *
     * @param mountpoint where
     * @param type such as {@code ext4}
     * @param sizeBytes its size, where it is known
     * @param usedBytes how much of it is used
     */
    record FileSystem(String mountpoint, String type, Optional<Long> sizeBytes, Optional<Long> usedBytes) {}

    /** A network interface with its addresses and their prefix lengths. */
    record Interface(String name, Optional<String> mac, List<String> addresses) {
        public Interface {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A picture of the first screen.
     *
     * @param mimeType as libvirt gives it: {@code image/png} or {@code image/x-portable-pixmap}
     * @param data the file
     */
    record Screen(String mimeType, byte[] data) {}

    /**
     * Asks the guest's agent.
     *
     * @param patience how long it may take to answer at all
     */
    AgentReport agent(String name, Duration patience);

    /**
     * The end of what a domain has written to its serial console since it started.
     *
     * @param bytes how much of it at most
     */
    byte[] console(String name, int bytes);

    Screen screen(String name);
}
