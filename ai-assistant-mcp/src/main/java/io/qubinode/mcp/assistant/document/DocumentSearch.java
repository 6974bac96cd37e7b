package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.assistant.document.DocumentTools.DocumentResults;
import io.qubinode.mcp.assistant.document.DocumentTools.QueryDocuments;
import io.qubinode.mcp.assistant.document.DocumentTools.Result;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers a search, in an answer of the promised size, and says what is missing. */
@Singleton
public final class DocumentSearch {

    private final DocumentIndex index;

    @Inject
    public DocumentSearch(DocumentIndex index) {
        this.index = index;
    }

    /** Answers {@code query_documents}. */
    public DocumentResults find(QueryDocuments input) {
        var search = new Search(
                input.query(),
                input.mode(),
                input.source().map(SourceGlob::given),
                input.offset() + input.maxResults());
        Findings all = findings(search);
        List<RankedPassage> found = all.passages().stream().skip(input.offset()).toList();
        List<RankedPassage> cut = PassageCut.of(input.expand()).fitting(found, input.query());
        return new DocumentResults(
                cut.stream().map(DocumentSearch::result).toList(), note(all.lack(), found.size(), cut.size()));
    }

    /**
     * The passages that fit a question best.
     *
     * @throws ToolException {@code wrong_state} when there are no documents to search in, or not yet
     */
    public Findings findings(Search search) {
        Findings found = index.search(search);
        if (found.passages().isEmpty() && index.status().passages() == 0) {
            throw nothingThere(index.status());
        }
        return found;
    }

    private static ToolException nothingThere(IndexStatus status) {
        if (status.running()) {
            return new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The documents are being indexed for the first time" + left(status) + ".",
                    "Ask again in a minute.");
        }
        return new ToolException(
                ErrorCode.WRONG_STATE,
                status.trouble().orElse("There is nothing in the documents."),
                status.problem().isPresent()
                        ? "An operator must fix this; the log says more."
                        : "An operator must put documents into the folders that RAG_PATHS names, and start the service again.");
    }

    private static String left(IndexStatus status) {
        return status.toRead() == 0 ? "" : "; " + status.toRead() + " are left";
    }

    private static Result result(RankedPassage hit) {
        Passage passage = hit.passage();
        return new Result(
                passage.uri(),
                passage.source(),
                Optional.of(passage.headingPath()).filter(path -> !path.isEmpty()),
                passage.lines(),
                passage.link(),
                passage.text(),
                Math.round(hit.score() * 1000) / 1000.0);
    }

    private String note(Optional<String> lack, int found, int shown) {
        var sentences = new ArrayList<String>();
        IndexStatus status = index.status();
        if (status.running() && status.toRead() > 0) {
            sentences.add("The documents are still being indexed" + left(status) + "; ask again later for more.");
        }
        if (status.toEmbed() > 0) {
            sentences.add("Of " + status.passages() + " passages " + status.toEmbed()
                    + " are found by words only so far; exact words find them.");
        }
        lack.ifPresent(sentences::add);
        if (found > shown) {
            sentences.add("Shows " + shown + " of " + found + ".");
        }
        sentences.add(
                found == 0
                        ? "Nothing was found; other words may help."
                        : "Scores order these passages; they do not tell whether the question is answered, so read them.");
        return String.join(" ", sentences);
    }
}
