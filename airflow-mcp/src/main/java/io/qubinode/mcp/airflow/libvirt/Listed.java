package io.qubinode.mcp.airflow.libvirt;

import java.util.Set;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Looks at each of what libvirt has listed. What was deleted between the list and the look is left out: it does not concern the
 * others. Every handle is freed, whatever a look throws.
 */
final class Listed {

    private static final Logger LOG = Logger.getLogger(Listed.class);
    private static final Set<String> GONE = Set.of(
            "VIR_ERR_NO_DOMAIN",
            "VIR_ERR_NO_DOMAIN_SNAPSHOT",
            "VIR_ERR_NO_STORAGE_VOL",
            "VIR_ERR_NO_STORAGE_POOL",
            "VIR_ERR_NO_NETWORK");

    private Listed() {}

    /** What is done with a handle. */
    @FunctionalInterface
    interface Use<H> {
        void of(H handle) throws LibvirtException;
    }

    /** Finds what has a name. */
    @FunctionalInterface
    interface Lookup<H> {
        H by(String name) throws LibvirtException;
    }

    /** Each domain of a host. */
    static void domains(Connect connect, Use<Domain> look) throws LibvirtException {
        domains(connect, 0, look);
    }

    /** Those that virConnectListAllDomainsFlags choose. */
    static void domains(Connect connect, int flags, Use<Domain> look) throws LibvirtException {
        Domain[] domains = connect.listAllDomains(flags);
        try {
            for (Domain domain : domains) {
                unlessGone(domain, look);
            }
        } finally {
            for (Domain domain : domains) {
                free(domain, Domain::free);
            }
        }
    }

    /** Each of what is listed by name. */
    static <H> void named(Iterable<String> names, Lookup<H> lookup, Use<H> look, Use<H> free) throws LibvirtException {
        for (String name : names) {
            unlessGone(name, one -> {
                H handle = lookup.by(one);
                try {
                    look.of(handle);
                } finally {
                    free(handle, free);
                }
            });
        }
    }

    private static <H> void unlessGone(H handle, Use<H> look) throws LibvirtException {
        try {
            look.of(handle);
        } catch (LibvirtException e) {
            if (!GONE.contains(LibvirtErrors.codeOf(e))) {
                throw e;
            }
            LOG.debug("Something that was listed is gone", e);
        }
    }

    private static <H> void free(H handle, Use<H> free) {
        try {
            free.of(handle);
        } catch (LibvirtException e) {
            LOG.debug("A handle could not be freed", e);
        }
    }
}
