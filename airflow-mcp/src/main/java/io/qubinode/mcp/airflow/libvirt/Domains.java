package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Finds domains. What it hands out is freed by the end of the work. */
final class Domains {

    private Domains() {}

    /** What is to be done with a domain. */
    @FunctionalInterface
    interface Work<T> {
        T on(OpenConnect connect, Domain domain) throws LibvirtException;
    }

    /** Work with the domain of this name; {@code not_found} names the nearest when there is none. */
    static <T> LibvirtConnection.Work<T> named(String name, Work<T> work) {
        return connect -> {
            Domain domain = lookup(connect, name);
            try {
                return work.on(connect, domain);
            } finally {
                domain.free();
            }
        };
    }

    /** The domain of this name, to be freed. */
    static Domain lookup(Connect connect, String name) throws LibvirtException {
        // To C it ends the name.
        if (name.indexOf('\0') >= 0) {
            throw notFound(connect, name);
        }
        try {
            return connect.domainLookupByName(name);
        } catch (LibvirtException e) {
            if (!LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_DOMAIN")) {
                throw e;
            }
            throw notFound(connect, name);
        }
    }

    private static ToolException notFound(Connect connect, String name) throws LibvirtException {
        var names = new ArrayList<String>();
        Listed.domains(connect, domain -> names.add(domain.getName()));
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "There is no virtual machine named " + name + ".",
                Suggestions.hint(name, names, "list_vms shows all machines."));
    }
}
