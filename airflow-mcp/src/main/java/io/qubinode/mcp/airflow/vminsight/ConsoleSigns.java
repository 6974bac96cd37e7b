package io.qubinode.mcp.airflow.vminsight;

import com.google.re2j.Pattern;
import java.util.List;

/** What a serial console tells of what went wrong. The guest writes that text, so nothing here takes more time than its length. */
final class ConsoleSigns {

    private record Sign(Pattern pattern, Finding finding) {
        Sign(String regex, String what, String next) {
            this(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), Finding.problem(what, next));
        }
    }

    private static final List<Sign> SIGNS = List.of(
            new Sign(
                    "no bootable device|boot failed|missing operating system|not a bootable disk",
                    "The firmware found nothing to boot from.",
                    "The disk is empty, or of the wrong firmware (BIOS, UEFI): make the machine from a cloud image."),
            new Sign(
                    "grub rescue>|grub>\\s*$",
                    "The boot loader stopped at its prompt.",
                    "Revert to a snapshot, or make the machine again."),
            new Sign(
                    "kernel panic",
                    "The guest's kernel panicked.",
                    "The lines before it say why. Machines for RHEL 9 and newer need a CPU of x86-64-v2 or v3."),
            new Sign(
                    "emergency mode|dracut-emergency|entering emergency|give root password for maintenance",
                    "The guest stopped in emergency mode.",
                    "A file system of its /etc/fstab is missing or broken; revert to a snapshot or repair it by hand."),
            new Sign(
                    "out of memory: kill|oom-kill",
                    "The guest ran out of memory and killed a process.",
                    "Give it more memory by resize_vm."),
            new Sign(
                    "no space left on device",
                    "A file system of the guest is full.",
                    "Make the disk larger by resize_vm, or free space in the guest."),
            new Sign(
                    "i/o error, dev [sv]d|buffer i/o error|ext4-fs error|xfs.*corruption",
                    "The guest has errors of its disk.",
                    "Look at the host's storage; then revert to a snapshot or make the machine again."),
            new Sign(
                    "cloud-init.*(failed|traceback)|failed to start.*cloud-init",
                    "cloud-init failed in the guest.",
                    "get_vm_console_log with grep cloud-init says why."));

    private ConsoleSigns() {}

    /** The signs in these lines, each once. */
    static List<Finding> in(List<String> lines) {
        return SIGNS.stream()
                .filter(sign -> lines.stream()
                        .anyMatch(line -> sign.pattern().matcher(line).find()))
                .map(Sign::finding)
                .toList();
    }
}
