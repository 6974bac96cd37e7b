package io.qubinode.mcp.airflow.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Optional;

/** What can be known of a QEMU on this machine and libvirt does not tell. */
final class LocalQemu {

    private static final String SYSTEM = "qemu:///system";
    private static final Path KVM = Path.of("/dev/kvm");
    private static final Path PIDS = Path.of("/run/libvirt/qemu");

    private LocalQemu() {}

    /**
     * {@code kvm} where libvirt's QEMU user can use it, else {@code qemu}. That a host offers KVM is not enough: its device may
     * be closed to that user, and a start then fails after a long wait.
     */
    static String domainType(String uri, String capabilities) {
        boolean offered = Xml.parse(capabilities).all("domain").stream()
                .anyMatch(
                        domain -> domain.attribute("type").filter("kvm"::equals).isPresent());
        return offered && (!uri.startsWith(SYSTEM) || isOpenToQemu(KVM)) ? "kvm" : "qemu";
    }

    private static boolean isOpenToQemu(Path device) {
        try {
            var attributes = Files.readAttributes(device, PosixFileAttributes.class);
            return attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                    || attributes.group().getName().equals("kvm")
                            && attributes.permissions().contains(PosixFilePermission.GROUP_WRITE);
        } catch (IOException e) {
            return false;
        }
    }

    /** When a machine's QEMU process started. */
    static Optional<Instant> startOf(String uri, String name) {
        if (!uri.startsWith(SYSTEM)) {
            return Optional.empty();
        }
        try {
            long pid =
                    Long.parseLong(Files.readString(PIDS.resolve(name + ".pid")).strip());
            return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
