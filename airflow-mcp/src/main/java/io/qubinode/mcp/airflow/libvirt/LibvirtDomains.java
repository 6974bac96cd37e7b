package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Makes, starts, stops and removes domains. */
final class LibvirtDomains {

    private static final Logger LOG = Logger.getLogger(LibvirtDomains.class);
    // virDomainUndefineFlagsValues: managed save, snapshots' metadata, NVRAM, checkpoints' metadata, TPM; then as
    // libvirt knew
    // them before 8.9, and as its test driver does.
    private static final int[] UNDEFINE_ALL = {1 | 2 | 4 | 16 | 32, 1 | 2 | 4 | 16, 1 | 2};

    // VIR_DOMAIN_XML_INACTIVE
    static final int INACTIVE = 2;

    private final LibvirtConfig config;
    private final LibvirtConnection connection;
    private final LibvirtPool pool;

    LibvirtDomains(LibvirtConfig config, LibvirtConnection connection, LibvirtPool pool) {
        this.config = config;
        this.connection = connection;
        this.pool = pool;
    }

    static boolean isImaginary(Connect connect) throws LibvirtException {
        return connect.getType().equalsIgnoreCase("test");
    }

    void define(MachineDefinition machine) {
        String folder = pool.path();
        connection.call(connect -> {
            String type = domainType(connect);
            var place = new DomainXml.Place(
                    type,
                    cpuOf(type),
                    folder + "/" + machine.disk(),
                    folder + "/" + machine.seed(),
                    isImaginary(connect) ? Optional.empty() : Optional.of(folder + "/" + machine.console()),
                    isImaginary(connect) ? Optional.empty() : machine.nvram().map(nvram -> folder + "/" + nvram),
                    machine.network().orElse(config.network()),
                    LocalDateTime.now());
            Domain domain = defined(connect, machine.name(), DomainXml.of(machine, place));
            try {
                domain.setAutostart(machine.autostart());
            } finally {
                domain.free();
            }
            return null;
        });
    }

    /** libvirt has no error of its own for a name that another domain has. */
    private static Domain defined(Connect connect, String name, String xml) throws LibvirtException {
        try {
            return connect.domainDefineXML(xml);
        } catch (LibvirtException e) {
            if (e.getMessage().contains("already exists")) {
                throw new ToolException(
                        ErrorCode.ALREADY_EXISTS,
                        "There is a virtual machine named " + name + " already.",
                        "Choose another name, or look at it with get_vm_info.",
                        e);
            }
            throw e;
        }
    }

    private String domainType(Connect connect) throws LibvirtException {
        if (isImaginary(connect)) {
            return "test";
        }
        // Asked first, for where KVM is closed to it, libvirt probes every QEMU again at each look at the capabilities.
        boolean kvm = LocalQemu.mayUseKvm(connection.uri())
                && Xml.parse(connect.getCapabilities()).all("domain").stream()
                        .anyMatch(domain ->
                                domain.attribute("type").filter("kvm"::equals).isPresent());
        return kvm ? "kvm" : "qemu";
    }

    private Optional<CpuMode> cpuOf(String type) {
        return switch (type) {
            case "test" -> Optional.empty();
            case "kvm" -> Optional.of(config.cpuMode());
            // Current images need more than the CPU that QEMU emulates by default.
            default -> Optional.of(CpuMode.MAXIMUM);
        };
    }

    void start(String name) {
        connection.callPower(Domains.named(name, (connect, domain) -> {
            try {
                domain.create();
            } catch (LibvirtException e) {
                if (LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_STORAGE_VOL")) {
                    throw LibvirtErrors.missingPart(e);
                }
                startEmulated(connect, domain, e);
            }
            return null;
        }));
    }

    private static void startEmulated(Connect connect, Domain domain, LibvirtException refused)
            throws LibvirtException {
        // Whatever else is wrong with it, its definition stays as it is.
        boolean forKvm =
                String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("kvm");
        Xml xml = Xml.parse(domain.getXMLDesc(0));
        if (!forKvm || !DomainXml.emulateInsteadOfKvm(xml)) {
            throw refused;
        }
        LOG.warnf("%s cannot use KVM and is emulated: %s", domain.getName(), refused.getMessage());
        Domain emulated = connect.domainDefineXML(xml.toString());
        try {
            emulated.create();
        } finally {
            emulated.free();
        }
    }

    void stop(String name) {
        connection.callPower(Domains.named(name, (connect, domain) -> {
            if (domain.isActive() == 1) {
                domain.destroy();
            }
            return null;
        }));
    }

    void undefine(String name) {
        connection.call(Domains.named(name, (connect, domain) -> {
            for (int i = 0; !undefined(domain, UNDEFINE_ALL[i], i == UNDEFINE_ALL.length - 1); i++) {
                LOG.debugf("This libvirt does not know all that can go with a domain: %s", connect.getType());
            }
            return null;
        }));
    }

    /** False when this driver does not know these flags, which it looks at before anything else. */
    private static boolean undefined(Domain domain, int flags, boolean last) throws LibvirtException {
        try {
            domain.undefine(flags);
            return true;
        } catch (LibvirtException e) {
            if (last || !LibvirtErrors.codeOf(e).equals("VIR_ERR_INVALID_ARG")) {
                throw e;
            }
            return false;
        }
    }

    MachineOrigin origin(String name) {
        return connection.read(connect -> {
            Domain domain = Domains.lookup(connect, name);
            try {
                Xml xml = Xml.parse(domain.getXMLDesc(0));
                return new MachineOrigin(
                        OwnMetadata.read(xml),
                        DomainXml.kcli(xml).isPresent(),
                        Arrays.asList(domain.snapshotListNames()));
            } finally {
                domain.free();
            }
        });
    }

    /** Of a running domain both what it uses and what its definition names: they may differ. */
    Set<String> neededByOthers(String machine) {
        return connection.read(connect -> {
            var needed = new HashSet<String>();
            Listed.domains(connect, domain -> {
                if (!domain.getName().equals(machine)) {
                    for (int flags : new int[] {0, INACTIVE}) {
                        DomainXml.needed(Xml.parse(domain.getXMLDesc(flags))).forEach(needed::add);
                    }
                }
            });
            return needed;
        });
    }
}
