package io.qubinode.mcp.airflow.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
     * Whether the KVM that a host offers is open to libvirt's QEMU user. Where it is not, libvirt offers it anyway, and a
     * start fails after a long wait. Of another machine nothing is known, so that its offer stands.
     */
    static boolean mayUseKvm(String uri) {
        return !uri.startsWith(SYSTEM) || isOpenToQemu(KVM);
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
        } catch (IOException | NumberFormatException | InvalidPathException e) {
            // Under a locale without UTF-8 there are names of which Java makes no path.
            return Optional.empty();
        }
    }
}
