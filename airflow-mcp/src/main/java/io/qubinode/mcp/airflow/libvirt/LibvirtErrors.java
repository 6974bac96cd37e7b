package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.libvirt.Error;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/**
 * libvirt's errors in our words.
 *
 * @see <a href="https://libvirt.org/html/libvirt-virterror.html#virErrorNumber">virErrorNumber</a>
 */
final class LibvirtErrors {

    private static final Logger LOG = Logger.getLogger(LibvirtErrors.class);
    private static final Pattern FOLDER = Pattern.compile("/(?!/)[^\\s'\"]*/");

    private record Meaning(ErrorCode code, String hint) {}

    private static final Meaning OTHERWISE = new Meaning(ErrorCode.BACKEND_REFUSED, "libvirtd's log says more.");
    private static final Map<String, Meaning> MEANINGS = meanings();

    /** What the text says more than the code, which for most of it is that of an internal error. The first that fits counts. */
    private static final Map<Pattern, Meaning> BY_TEXT = byText();

    private static final int LONGEST_LINE = 300;

    private LibvirtErrors() {}

    private static Map<String, Meaning> meanings() {
        var all = new HashMap<String, Meaning>();
        put(all, ErrorCode.NOT_FOUND, "list_vms shows all machines.", "NO_DOMAIN");
        put(all, ErrorCode.NOT_FOUND, "list_vm_snapshots shows all snapshots.", "NO_DOMAIN_SNAPSHOT");
        put(all, ErrorCode.NOT_FOUND, "Look with get_vm_info or get_host_info.", "NO_STORAGE_VOL NO_DOMAIN_METADATA");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "Something that the machine needs is not there: diagnose_vm and get_host_info say more.",
                "NO_STORAGE_POOL NO_NETWORK NO_INTERFACE NO_SECRET NO_NODE_DEVICE DEVICE_MISSING");
        put(all, ErrorCode.ALREADY_EXISTS, "Choose another name.", "DOM_EXIST STORAGE_VOL_EXIST NETWORK_EXIST");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "Look at it with get_vm_info.",
                "OPERATION_INVALID BLOCK_COPY_ACTIVE SNAPSHOT_REVERT_RISKY RESOURCE_BUSY");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "The guest may still be starting, or its qemu-guest-agent is not running.",
                "AGENT_UNRESPONSIVE AGENT_UNSYNCED");
        put(all, ErrorCode.BACKEND_TIMEOUT, "Another operation may hold it; try later.", "OPERATION_TIMEOUT");
        put(
                all,
                ErrorCode.BACKEND_REFUSED,
                "An operator must let the service's user use libvirt, for example by the group libvirt.",
                "AUTH_FAILED AUTH_CANCELLED AUTH_UNAVAILABLE ACCESS_DENIED OPERATION_DENIED");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "This hypervisor or machine cannot do that.",
                "NO_SUPPORT OPERATION_UNSUPPORTED CONFIG_UNSUPPORTED ARGUMENT_UNSUPPORTED");
        put(all, ErrorCode.BACKEND_UNAVAILABLE, "Try again in a few seconds.", "NO_CONNECT INVALID_CONN RPC");
        return Map.copyOf(all);
    }

    private static Map<Pattern, Meaning> byText() {
        var all = new LinkedHashMap<Pattern, Meaning>();
        say(
                all,
                Pattern.compile(
                        "asynchronous jobs running|is still in use|still being allocated", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "Something is being copied there; call again when it has ended.");
        say(
                all,
                Pattern.compile("snapshots? of a VM with pflash", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "A machine that boots by UEFI must be off for that: use vm_power shutdown first.");
        say(
                all,
                Pattern.compile(
                        "unsupported for storage type|snapshots are not supported|nothing selected for snapshot",
                        Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "Snapshots need disks that are files of the format qcow2; get_vm_info shows what they are.");
        say(
                all,
                Pattern.compile(
                        "another process using|get (shared )?\"(write|consistent read)\" lock|Failed to lock",
                        Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "Another machine or program uses one of its disks: stop that first.");
        say(
                all,
                Pattern.compile("No space left on device", Pattern.CASE_INSENSITIVE),
                ErrorCode.BACKEND_REFUSED,
                "The host's storage is full: delete what is not needed, for example by delete_image or delete_vm.");
        say(
                all,
                Pattern.compile("Cannot allocate memory|cannot set up guest memory", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "The host has too little free memory: stop another machine, or give this one less by resize_vm.");
        say(
                all,
                Pattern.compile("Cannot access storage file|No such file or directory", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "A file of the machine is missing: diagnose_vm says which.");
        say(
                all,
                Pattern.compile("(network|pool) '[^']*' is not active", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "An operator must start it: virsh net-start or virsh pool-start.");
        say(
                all,
                Pattern.compile("find any firmware|firmware to satisfy", Pattern.CASE_INSENSITIVE),
                ErrorCode.BACKEND_REFUSED,
                "An operator must install UEFI firmware for machines on the host (Debian: ovmf).");
        say(
                all,
                Pattern.compile("KVM kernel module|Permission denied", Pattern.CASE_INSENSITIVE),
                ErrorCode.BACKEND_REFUSED,
                "An operator must let libvirt's QEMU account use it.");
        say(
                all,
                Pattern.compile("missing storage backend|install qemu-block-extra", Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "The host has no driver for the storage of one of its disks: an operator must install it (Debian:"
                        + " qemu-block-extra).");
        say(
                all,
                Pattern.compile(
                        "process exited while connecting to monitor|unable to execute QEMU command",
                        Pattern.CASE_INSENSITIVE),
                ErrorCode.WRONG_STATE,
                "QEMU does not run the machine as it is defined; the end of its message says why.");
        return Collections.unmodifiableMap(all);
    }

    private static void say(Map<Pattern, Meaning> all, Pattern text, ErrorCode code, String hint) {
        all.put(text, new Meaning(code, hint));
    }

    private static Optional<Meaning> meaningOf(String code, String message) {
        // What is not there is not there, whatever is said of it.
        return MEANINGS.getOrDefault(code, OTHERWISE).code() == ErrorCode.NOT_FOUND
                ? Optional.empty()
                : BY_TEXT.entrySet().stream()
                        .filter(entry -> entry.getKey().matcher(message).find())
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    private static void put(Map<String, Meaning> all, ErrorCode code, String hint, String names) {
        for (String name : names.split(" ")) {
            all.put("VIR_ERR_" + name, new Meaning(code, hint));
        }
    }

    static ToolException translated(LibvirtException e) {
        LOG.debug("libvirt refused", e);
        return translated(codeOf(e), String.valueOf(e.getMessage()), e);
    }

    /** Of a volume that a machine needs, where the caller has named the machine and nothing else. */
    static ToolException missingPart(LibvirtException e) {
        return translated("VIR_ERR_NO_STORAGE_POOL", String.valueOf(e.getMessage()), e);
    }

    /** The error of the last call of libvirt's C functions in this thread. */
    static ToolException ofLastCall() {
        var last = Libvirt.INSTANCE.virGetLastError();
        if (last == null) {
            return translated("", "unknown error", null);
        }
        var error = new Error(last);
        return translated(String.valueOf(error.getCode()), String.valueOf(error.getMessage()), null);
    }

    /** Such as {@code VIR_ERR_NO_DOMAIN}; empty when libvirt gives none. */
    static String codeOf(LibvirtException e) {
        return e.getError() == null ? "" : String.valueOf(e.getError().getCode());
    }

    static ToolException translated(String code, String message, Throwable cause) {
        Meaning meaning = meaningOf(code, message).orElse(MEANINGS.getOrDefault(code, OTHERWISE));
        return new ToolException(
                meaning.code(), ForeignText.said("libvirt", withoutFolders(message)) + ".", meaning.hint(), cause);
    }

    /** QEMU's reason is in the lines after the first. */
    private static String withoutFolders(String message) {
        String lines = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() <= LONGEST_LINE ? line : "…" + line.substring(line.length() - LONGEST_LINE))
                .limit(4)
                .collect(Collectors.joining(" "));
        return FOLDER.matcher(lines).replaceAll("");
    }
}
