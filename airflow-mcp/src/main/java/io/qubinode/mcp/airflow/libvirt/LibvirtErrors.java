package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.secret.ForeignText;
import java.util.HashMap;
import java.util.Map;
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

    private static final Logger LOG = Logger.getLogger(LibvirtErrors.class);
    private static final Pattern FOLDER = Pattern.compile("/(?!/)[^\\s'\"]*/");

    private record Meaning(ErrorCode code, String hint) {}

    private static final Meaning OTHERWISE = new Meaning(ErrorCode.BACKEND_REFUSED, "libvirtd's log says more.");
    private static final Map<String, Meaning> MEANINGS = meanings();

    private LibvirtErrors() {}

    private static Map<String, Meaning> meanings() {
        var all = new HashMap<String, Meaning>();
        put(all, ErrorCode.NOT_FOUND, "list_vms shows the machines there are.", "NO_DOMAIN");
        put(all, ErrorCode.NOT_FOUND, "list_vm_snapshots shows those there are.", "NO_DOMAIN_SNAPSHOT");
        put(
                all,
                ErrorCode.NOT_FOUND,
                "Look with get_vm_info or get_host_info.",
                "NO_STORAGE_VOL NO_STORAGE_POOL NO_NETWORK NO_INTERFACE NO_SECRET NO_NODE_DEVICE NO_DOMAIN_METADATA"
                        + " DEVICE_MISSING");
        put(all, ErrorCode.ALREADY_EXISTS, "Choose another name.", "DOM_EXIST STORAGE_VOL_EXIST NETWORK_EXIST");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "Look at it with get_vm_info.",
                "OPERATION_INVALID BLOCK_COPY_ACTIVE SNAPSHOT_REVERT_RISKY RESOURCE_BUSY");
        put(
                all,
                ErrorCode.WRONG_STATE,
                "The guest may still be starting, or has no qemu-guest-agent that runs.",
                "AGENT_UNRESPONSIVE AGENT_UNSYNCED");
        put(all, ErrorCode.BACKEND_TIMEOUT, "Another operation may hold it; try later.", "OPERATION_TIMEOUT");
        put(
                all,
                ErrorCode.BACKEND_REFUSED,
                "An operator must let the service's user use libvirt, for example by the group libvirt.",
                "AUTH_FAILED AUTH_CANCELLED AUTH_UNAVAILABLE ACCESS_DENIED OPERATION_DENIED");
        put(
                all,
                ErrorCode.BACKEND_REFUSED,
                "This hypervisor or machine cannot do that.",
                "NO_SUPPORT OPERATION_UNSUPPORTED CONFIG_UNSUPPORTED ARGUMENT_UNSUPPORTED");
        put(all, ErrorCode.BACKEND_UNAVAILABLE, "Try again in a few seconds.", "NO_CONNECT INVALID_CONN RPC");
        return Map.copyOf(all);
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
        Meaning meaning = MEANINGS.getOrDefault(code, OTHERWISE);
        return new ToolException(
                meaning.code(), ForeignText.said("libvirt", withoutFolders(message)) + ".", meaning.hint(), cause);
    }

    private static String withoutFolders(String message) {
        String line = message.lines().findFirst().orElse("");
        return FOLDER.matcher(line).replaceAll("");
    }
}
