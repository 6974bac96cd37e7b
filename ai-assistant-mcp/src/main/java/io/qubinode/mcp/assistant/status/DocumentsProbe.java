package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.status.Component.State;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the documents' index is. */
@Singleton
final class DocumentsProbe implements ComponentProbe {

    private final DocumentIndex index;

    @Inject
    DocumentsProbe(DocumentIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return "documents";
    }

    @Override
    public List<Component> look() {
        IndexStatus status = index.status();
        State state = !status.isUsable() ? State.DOWN : status.trouble().isPresent() ? State.DEGRADED : State.UP;
        return List.of(
                new Component(
                        name(),
                        state,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(detail(status)),
                        status.trouble(),
                        status.trouble()
                                .map(
                                        trouble ->
                                                "See the folders and repositories that RAG_PATHS and RAG_GIT name, and this server's log.")));
    }

    private static String detail(IndexStatus status) {
        String counts = status.passages() + " passages of " + status.files() + " documents";
        if (!status.repositories().isEmpty()) {
            counts +=
                    " (" + status.repositories().stream().map(Object::toString).collect(Collectors.joining(", ")) + ")";
        }
        if (status.running() || status.toEmbed() > 0) {
            return counts + "; being indexed: " + status.toRead() + " documents are left to read, " + status.toEmbed()
                    + " passages are found by words only so far.";
        }
        return counts
                + status.lastIngestion()
                        .map(at -> ", as of " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("")
                + "."
                + status.leftAside().map(skipped -> " " + skipped).orElse("");
    }
}
