package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The published end of the chain: a file beside the trail, {@code audit.jsonl.head}, and a line in the log. A chain alone does
 * not show that its end was cut off; against a head that left the machine, it does. Used by one thread at a time.
 */
final class AuditHead {

    private static final Logger LOG = Logger.getLogger(AuditHead.class);

    private static final String CLOSED = "closed";

    private final Path file;

    AuditHead(Path trail) {
        file = trail.resolveSibling(trail.getFileName() + ".head");
    }

    Optional<ChainLink> published() throws IOException {
        return read().map(AuditHead::link);
    }

    /** Whether the service that wrote this record as its last one was not killed, and left no call without its end. */
    boolean isClosedAt(ChainLink last) throws IOException {
        return read().filter(head -> head.path(CLOSED).asBoolean())
                .map(AuditHead::link)
                .filter(last::equals)
                .isPresent();
    }

    private Optional<JsonNode> read() throws IOException {
        return Files.exists(file) ? Optional.of(ToolJson.MAPPER.readTree(Files.readString(file))) : Optional.empty();
    }

    private static ChainLink link(JsonNode head) {
        return new ChainLink(head.path("seq").asLong(), head.path("event_hash").asText());
    }

    /** @param closed whether the service ends, and no call lacks its end */
    void publish(ChainLink last, boolean closed) throws IOException {
        ObjectNode head = ToolJson.MAPPER
                .createObjectNode()
                .put("seq", last.sequence())
                .put("event_hash", last.hash())
                .put(CLOSED, closed);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, head + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LOG.infof("Audit head %d:%s", last.sequence(), last.hash());
    }

    /**
     * Compares the chain's end with what was published.
     *
     * @throws IOException when records that were there then are not there now
     */
    void check(ChainLink last) throws IOException {
        ChainLink head = published().orElse(ChainLink.NONE);
        boolean cut = head.sequence() > last.sequence();
        if (cut || head.sequence() == last.sequence() && head.sequence() > 0 && !head.equals(last)) {
            throw new IOException("The audit trail ends with record " + last.sequence() + ", but " + file.getFileName()
                    + " knows another record " + head.sequence() + ": records were removed or altered. Keep these files"
                    + " for the investigation, and start with an empty folder");
        }
    }
}
