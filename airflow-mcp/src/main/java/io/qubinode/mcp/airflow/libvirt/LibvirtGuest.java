package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.libvirt.Stream;

/** Looks into guests by libvirt. */
final class LibvirtGuest implements Guest {

    private static final int LARGEST_SCREEN = 64 << 20;
    private static final int FIRST_SCREEN = 0;

    private final LibvirtConnection connection;

    LibvirtGuest(LibvirtConnection connection) {
        this.connection = connection;
    }

    @Override
    public AgentReport agent(String name, Duration patience) {
        return connection.readGuest(name, patience, Domains.named(name, (connect, domain) -> {
            if (domain.isActive() != 1) {
                throw new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Virtual machine " + name + " is not running.",
                        "Use vm_power to start it.");
            }
            try {
                return new AgentDialogue(domain, patience).report();
            } catch (LibvirtException e) {
                throw AgentDialogue.noAnswer(name, e);
            }
        }));
    }

    @Override
    public byte[] console(String name, int bytes) {
        return connection.read(Domains.named(name, (connect, domain) -> {
            List<String> files = ConsoleFiles.of(Xml.parse(domain.getXMLDesc(LibvirtSizes.NEXT_START)));
            if (files.isEmpty()) {
                throw new ToolException(
                        ErrorCode.NOT_FOUND,
                        "The serial console of virtual machine " + name + " is not recorded.",
                        "Machines made by create_vm keep theirs. For others try vm_screenshot, or let an operator"
                                + " add <log file='…'/> to their <serial>.");
            }
            return consoleOf(connect, name, files.getFirst(), bytes);
        }));
    }

    private static byte[] consoleOf(Connect connect, String name, String file, int bytes) throws LibvirtException {
        StorageVol volume;
        try {
            volume = PoolFiles.volume(connect, file);
        } catch (LibvirtException e) {
            if (!LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_STORAGE_VOL")) {
                throw e;
            }
            throw new ToolException(
                    ErrorCode.NOT_FOUND,
                    "Virtual machine " + name + " has written nothing to its serial console.",
                    "Check with get_vm_info that it is running.",
                    e);
        }
        try {
            long size = volume.getInfo().capacity;
            long from = Math.max(0, size - bytes);
            Stream stream = connect.streamNew(0);
            try {
                volume.download(stream, from, size - from, 0);
            } catch (LibvirtException e) {
                stream.free();
                throw e;
            }
            return Downloads.all(stream, bytes);
        } finally {
            volume.free();
        }
    }

    @Override
    public Screen screen(String name) {
        return connection.read(Domains.named(name, (connect, domain) -> {
            if (domain.isActive() != 1) {
                throw new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Virtual machine " + name + " is not running.",
                        "Use vm_power to start it.");
            }
            Stream stream = connect.streamNew(0);
            String type;
            try {
                type = domain.screenshot(stream, FIRST_SCREEN);
            } catch (LibvirtException e) {
                stream.free();
                if (!LibvirtErrors.codeOf(e).equals("VIR_ERR_OPERATION_INVALID")) {
                    throw e;
                }
                throw new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Virtual machine " + name + " has no screen.",
                        "Use get_vm_console_log, which shows its serial console.",
                        e);
            }
            return new Screen(type, Downloads.all(stream, LARGEST_SCREEN));
        }));
    }
}
