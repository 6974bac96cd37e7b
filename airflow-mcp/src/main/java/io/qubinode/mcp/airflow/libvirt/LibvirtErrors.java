package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.regex.Pattern;
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

    /** Kept here, for native code calls it as long as the process lives. */
    static final Libvirt.VirErrorCallback SILENT = (data, error) -> {};

    private static final Logger LOG = Logger.getLogger(LibvirtErrors.class);
    private static final Pattern FOLDER = Pattern.compile("(/[^/\\s'\"]+)+/");

    private LibvirtErrors() {}

    static ToolException translated(LibvirtException e) {
        LOG.debug("libvirt refused", e);
        return translated(codeOf(e), String.valueOf(e.getMessage()), e);
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

    private static ToolException translated(String code, String message, Throwable cause) {
        String said = "libvirt says: " + withoutFolders(message) + ".";
        return switch (code) {
            case "VIR_ERR_NO_DOMAIN" ->
                new ToolException(ErrorCode.NOT_FOUND, said, "list_vms shows the machines there are.", cause);
            case "VIR_ERR_NO_DOMAIN_SNAPSHOT" ->
                new ToolException(ErrorCode.NOT_FOUND, said, "list_vm_snapshots shows those there are.", cause);
            case "VIR_ERR_NO_STORAGE_VOL",
                    "VIR_ERR_NO_STORAGE_POOL",
                    "VIR_ERR_NO_NETWORK",
                    "VIR_ERR_NO_INTERFACE",
                    "VIR_ERR_NO_SECRET",
                    "VIR_ERR_NO_NODE_DEVICE",
                    "VIR_ERR_NO_DOMAIN_METADATA",
                    "VIR_ERR_DEVICE_MISSING" ->
                new ToolException(ErrorCode.NOT_FOUND, said, "Look with get_vm_info or get_host_info.", cause);
            case "VIR_ERR_DOM_EXIST", "VIR_ERR_STORAGE_VOL_EXIST", "VIR_ERR_NETWORK_EXIST" ->
                new ToolException(ErrorCode.ALREADY_EXISTS, said, "Choose another name.", cause);
            case "VIR_ERR_OPERATION_INVALID",
                    "VIR_ERR_BLOCK_COPY_ACTIVE",
                    "VIR_ERR_SNAPSHOT_REVERT_RISKY",
                    "VIR_ERR_RESOURCE_BUSY" ->
                new ToolException(ErrorCode.WRONG_STATE, said, "Look at it with get_vm_info.", cause);
            case "VIR_ERR_AGENT_UNRESPONSIVE", "VIR_ERR_AGENT_UNSYNCED" ->
                new ToolException(
                        ErrorCode.WRONG_STATE,
                        said,
                        "The guest may still be starting, or has no qemu-guest-agent that runs.",
                        cause);
            case "VIR_ERR_OPERATION_TIMEOUT" ->
                new ToolException(ErrorCode.BACKEND_TIMEOUT, said, "Another operation may hold it; try later.", cause);
            case "VIR_ERR_AUTH_FAILED",
                    "VIR_ERR_AUTH_CANCELLED",
                    "VIR_ERR_AUTH_UNAVAILABLE",
                    "VIR_ERR_ACCESS_DENIED",
                    "VIR_ERR_OPERATION_DENIED" ->
                new ToolException(
                        ErrorCode.BACKEND_REFUSED,
                        said,
                        "An operator must let the service's user use libvirt, for example by the group libvirt.",
                        cause);
            case "VIR_ERR_NO_SUPPORT",
                    "VIR_ERR_OPERATION_UNSUPPORTED",
                    "VIR_ERR_CONFIG_UNSUPPORTED",
                    "VIR_ERR_ARGUMENT_UNSUPPORTED" ->
                new ToolException(ErrorCode.BACKEND_REFUSED, said, "This hypervisor or machine cannot do that.", cause);
            case "VIR_ERR_NO_CONNECT", "VIR_ERR_INVALID_CONN", "VIR_ERR_RPC" ->
                new ToolException(ErrorCode.BACKEND_UNAVAILABLE, said, "Try again in a few seconds.", cause);
            default -> new ToolException(ErrorCode.BACKEND_REFUSED, said, "libvirtd's log says more.", cause);
        };
    }

    private static String withoutFolders(String message) {
        String line = message.lines().findFirst().orElse("");
        return FOLDER.matcher(line).replaceAll("");
    }
}
