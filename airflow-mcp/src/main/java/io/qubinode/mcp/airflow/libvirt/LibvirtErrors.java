package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
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
        String code = e.getError() == null ? "" : String.valueOf(e.getError().getCode());
        return switch (code) {
            case "VIR_ERR_NO_DOMAIN", "VIR_ERR_NO_STORAGE_VOL", "VIR_ERR_NO_STORAGE_POOL", "VIR_ERR_NO_NETWORK" ->
                error(ErrorCode.NOT_FOUND, e, "list_vms shows the machines there are.");
            case "VIR_ERR_DOM_EXIST", "VIR_ERR_STORAGE_VOL_EXIST" ->
                error(ErrorCode.ALREADY_EXISTS, e, "Choose another name.");
            case "VIR_ERR_OPERATION_INVALID" -> error(ErrorCode.WRONG_STATE, e, "Look at it with get_vm_info.");
            default -> error(ErrorCode.BACKEND_REFUSED, e, "libvirtd's log says more.");
        };
    }

    private static ToolException error(ErrorCode code, LibvirtException e, String hint) {
        return new ToolException(code, "libvirt says: " + withoutFolders(e) + ".", hint, e);
    }

    private static String withoutFolders(LibvirtException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return FOLDER.matcher(line).replaceAll("");
    }
}
