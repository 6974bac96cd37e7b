package io.qubinode.mcp.airflow.libvirt;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.libvirt.LibvirtException;

/**
 * The images that machines were made from. Only a domain's XML tells, a round trip each, so that they are remembered until the
 * domain is defined again. Safe to use from any thread.
 */
final class ImageNames {

    // A change of the metadata alone, or while the connection was lost, sends no event.
    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

    private record Known(Optional<String> image, long since) {}

    /** Gives a domain's XML. */
    @FunctionalInterface
    interface Reader {
        String xml() throws LibvirtException;
    }

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    void forget(String uuid) {
        known.remove(uuid);
    }

    /** As {@link #of}; empty for a domain that is gone. */
    Optional<Optional<String>> find(String uuid, Reader reader) throws LibvirtException {
        try {
            return Optional.of(of(uuid, reader));
        } catch (LibvirtException e) {
            if (!LibvirtErrors.codeOf(e).equals("VIR_ERR_NO_DOMAIN")) {
                throw e;
            }
            return Optional.empty();
        }
    }

    Optional<String> of(String uuid, Reader reader) throws LibvirtException {
        Known found = known.get(uuid);
        if (found == null || System.nanoTime() - found.since > LONGEST_NANOS) {
            long now = System.nanoTime();
            found = new Known(DomainXml.kcli(Xml.parse(reader.xml())).flatMap(KcliMetadata::image), now);
            known.put(uuid, found);
        }
        return found.image;
    }
}
