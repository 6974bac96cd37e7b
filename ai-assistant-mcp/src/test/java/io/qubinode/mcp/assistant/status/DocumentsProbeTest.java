package io.qubinode.mcp.assistant.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentsProbeTest {

    @Test
    void countsAndNamesWhatIsLeftOut() {
        assertThat(detail(List.of(new UnreadDocument("picture.png", "not a document"))))
                .isEqualTo("7 passages of 2 documents. Skipped 1 file: picture.png (not a document).");
        List<UnreadDocument> many = IntStream.range(0, 8)
                .mapToObj(number -> new UnreadDocument(number + ".png", "not a document"))
                .toList();
        assertThat(detail(many)).contains("Skipped 8 files: 0.png").endsWith(" and 3 more.");
        assertThat(detail(List.of())).isEqualTo("7 passages of 2 documents.");
    }

    private static String detail(List<UnreadDocument> skipped) {
        var status = new IndexStatus(2, 7, 0, 0, false, Optional.empty(), List.of(), skipped, Optional.empty());
        var index = new DocumentIndex() {
            @Override
            public Findings search(Search search) {
                throw new AssertionError("Nobody searches");
            }

            @Override
            public IndexStatus status() {
                return status;
            }
        };
        return new DocumentsProbe(index).look().getFirst().detail().orElseThrow();
    }
}
