package io.qubinode.mcp.assistant.document.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexAdministrationTest {

    @TempDir
    Path folder;

    private final IngestionRequests requests = new IngestionRequests();
    private IndexAdministration index;

    @BeforeEach
    void writeDocuments() throws IOException {
        Files.writeString(folder.resolve("firewall.md"), "# Firewall");
        Files.writeString(folder.resolve("storage.md"), "# Storage");
        index = new IndexAdministration(new TwoDocuments(), new DocumentFolders(List.of(folder)), requests);
    }

    @Test
    void handsTheReaderWhatIsToBeTakenOutOnce() {
        assertThat(index.remove("fire*").message()).isEqualTo("1 document is taken out.");
        assertThat(requests.any()).isTrue();
        assertThat(requests.take().unwanted()).containsExactly(SourceGlob.of("fire*"));
        assertThat(requests.any()).isFalse();
        assertThat(requests.take().unwanted()).isEmpty();
    }

    @Test
    void namesTheNearestWhenNoDocumentIsMeant() {
        assertThatThrownBy(() -> index.remove("firewal.md"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().text())
                                .startsWith("not_found")
                                .endsWith("Did you mean firewall.md?"));
        assertThat(requests.any()).isFalse();
    }

    @Test
    void refusesWhatIsNoGlob() {
        assertThatThrownBy(() -> index.remove("[a"))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().text()).startsWith("invalid_argument"));
    }

    @Test
    void tellsHowTheIndexIs() {
        assertThat(index.report().documents()).isEqualTo(2);
        assertThat(index.report().passages()).isEqualTo(7);
    }

    @Test
    void changesNeedAnAdministrator() {
        assertThat(new IndexTools(index).tools())
                .extracting(tool -> tool.permission())
                .containsExactly(Permission.READ, Permission.ADMIN, Permission.ADMIN);
    }

    private static final class TwoDocuments implements DocumentIndex {

        @Override
        public Findings search(Search search) {
            return new Findings(List.of(), Optional.empty());
        }

        @Override
        public IndexStatus status() {
            return new IndexStatus(2, 7, 0, 0, false, Optional.empty(), List.of(), List.of(), Optional.empty());
        }
    }
}
