package io.qubinode.mcp.assistant.document.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import io.qubinode.mcp.assistant.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {

    @TempDir
    Path folder;

    private final Store store = new Store();
    private final IngestionProgress progress = new IngestionProgress();
    private final IngestionRequests requests = new IngestionRequests();
    private Ingestion ingestion;

    @BeforeEach
    void read() throws IOException {
        Files.writeString(folder.resolve("a.md"), "# A\n\ntext\n");
        ingestion =
                new Ingestion(new DocumentFolders(List.of(folder)), new DocumentReader(), store, progress, requests);
        ingestion.run();
    }

    @Test
    void opensTheStoreOnceAndBeforeItReads() {
        var fresh = new Store();
        var starting =
                new Ingestion(new DocumentFolders(List.of(folder)), new DocumentReader(), fresh, progress, requests);
        starting.open();
        assertThat(fresh.opened).isOne();
        assertThat(fresh.hashes).isEmpty();
        assertThat(progress.now().running()).isTrue();
        starting.run();
        assertThat(fresh.opened).isOne();
        assertThat(fresh.hashes).hasSize(1);
        assertThat(progress.now().running()).isFalse();
    }

    @Test
    void tellsOtherReplicasByTheHashWhatIsTakenOut() {
        String before = store.hash();
        requests.remove(SourceGlob.of("a.md"));
        ingestion.run();
        assertThat(store.hash()).isNotEqualTo(before);
        assertThat(store.passages).isZero();
    }

    @Test
    void keepsOutWhatWasTakenOutUntilItChangesOrAllIsRead() throws IOException {
        requests.remove(SourceGlob.of("a.md"));
        ingestion.run();
        ingestion.run();
        assertThat(store.passages).isZero();
        Files.writeString(folder.resolve("a.md"), "# A\n\nother\n");
        ingestion.run();
        assertThat(store.passages).isOne();
        requests.remove(SourceGlob.of("a.md"));
        ingestion.run();
        requests.read(true);
        ingestion.run();
        assertThat(store.passages).isOne();
    }

    @Test
    void leavesAloneWhatOtherReplicasHaveOfARepositoryThatIsNotPulledYet(@TempDir Path beside) throws IOException {
        GitAddress address = GitAddress.of("https://git.lab/docs.git");
        Path index = beside.resolve("index");
        var config = new Documents(List.of(folder), index, Optional.of(List.of(address)), Optional.empty());
        store.hashes.put(address.name() + "\nb.md", "of another replica");
        store.hashes.put("gone\nc.md", "of a folder that is not there any more");
        var here = new Ingestion(new DocumentFolders(config), new DocumentReader(), store, progress, requests);
        here.run();
        assertThat(store.hashes).containsKey(address.name() + "\nb.md").doesNotContainKey("gone\nc.md");
        Files.createDirectories(DocumentFolder.ofRepository(index, address).resolve(DocumentFolder.CURRENT));
        here.run();
        assertThat(store.hashes).doesNotContainKey(address.name() + "\nb.md");
    }

    @Test
    void readsNothingWhileAnotherReplicaReads() throws IOException {
        Files.writeString(folder.resolve("b.md"), "# B\n");
        store.busy = true;
        ingestion.run();
        assertThat(store.hashes).hasSize(1);
        store.busy = false;
        ingestion.run();
        assertThat(store.hashes).hasSize(2);
        assertThat(store.ended).isEqualTo(2);
    }

    @Test
    void saysWhatAnotherReplicaHasNotEmbeddedYetAndGoesOnWithItWhenItMay() {
        store.busy = true;
        store.notEmbedded = 3;
        ingestion.run();
        assertThat(progress.now().toEmbed()).isEqualTo(3);
        assertThat(ingestion.isBehind()).isTrue();
        var without = new Ingestion(
                new DocumentFolders(List.of(folder.resolve("none"))), new DocumentReader(), store, progress, requests);
        without.run();
        assertThat(progress.now().toEmbed()).isEqualTo(3);
        assertThat(without.isBehind()).as("it cannot embed").isFalse();
    }

    @Test
    void saysThatTheSharedStoreIsAwayAndStaysReady() {
        store.away = true;
        ingestion.run();
        assertThat(progress.now().problem())
                .contains("The shared store (RAG_STORE_URL) cannot be used: it does not answer; documents are as they"
                        + " were.");
        assertThat(ingestion.isOpen()).isTrue();
        store.away = false;
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
    }

    @Test
    void outlivesADocumentThatFillsTheMemory() throws IOException {
        Files.writeString(folder.resolve("b.md"), "# B\n");
        store.full = true;
        ingestion.run();
        assertThat(progress.now().problem()).contains("The documents cannot be indexed; the log says why.");
        assertThat(progress.now().running()).isFalse();
        store.full = false;
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
        assertThat(store.hashes).hasSize(2);
    }

    @Test
    void readsWhatCannotBeReadAgainOnlyWhenItChangesOrAllIsRead() throws IOException {
        var toReadWhenLeftOut = new ArrayList<Integer>();
        store.onRemoval = () -> toReadWhenLeftOut.add(progress.now().toRead());
        Files.writeString(folder.resolve("b.pdf"), "no PDF");
        ingestion.run();
        ingestion.run();
        assertThat(toReadWhenLeftOut).containsExactly(1, 0);
        assertThat(progress.now().unread()).extracting(UnreadDocument::source).containsExactly("b.pdf");
        Files.writeString(folder.resolve("b.pdf"), "no PDF either");
        ingestion.run();
        requests.read(true);
        ingestion.run();
        assertThat(toReadWhenLeftOut).containsExactly(1, 0, 1, 1);
    }

    @Test
    void readsWhatCouldNotBeOpenedForAMomentWhenItCan() throws IOException {
        Path moved = folder.resolve("c.md");
        Files.writeString(folder.resolve("b.pdf"), "no PDF");
        Files.writeString(moved, "# C\n\ntext\n");
        store.onRemoval = () -> moved.toFile().delete();
        ingestion.run();
        assertThat(progress.now().unread()).extracting(UnreadDocument::source).containsExactly("b.pdf", "c.md");
        store.onRemoval = () -> {};
        Files.writeString(moved, "# C\n\ntext\n");
        ingestion.run();
        assertThat(progress.now().unread()).extracting(UnreadDocument::source).containsExactly("b.pdf");
        assertThat(store.hashes).hasSize(2);
    }

    @Test
    void leavesOutOnlyTheDocumentThatTheStoreRefuses() throws IOException {
        Files.writeString(folder.resolve("b.md"), "# B\n");
        Files.writeString(folder.resolve("c.md"), "# C, which is longer and so is read later\n");
        store.refused = "b.md";
        ingestion.run();
        assertThat(progress.now().problem()).isEmpty();
        assertThat(progress.now().unread())
                .containsExactly(new UnreadDocument("b.md", "is refused by the shared store with SQL state 22021"));
        assertThat(store.hashes.keySet()).anyMatch(key -> key.endsWith("c.md")).noneMatch(key -> key.endsWith("b.md"));
        store.steps.clear();
        ingestion.run();
        assertThat(store.steps).as("is not tried again").containsExactly("commit");
        assertThat(progress.now().unread()).hasSize(1);
    }

    @Test
    void pausesAfterAFailureThoughTheStoreSaysThatItHasChanged() {
        store.changed = true;
        assertThat(ingestion.isBehind()).isTrue();
        store.away = true;
        ingestion.run();
        assertThat(ingestion.isBehind()).isFalse();
        store.away = false;
        ingestion.run();
        assertThat(ingestion.isBehind()).isTrue();
    }

    /** Small ones are searchable before a large one is read, whatever they are called. */
    @Test
    void letsNoLargeDocumentHoldUpSmallOnes() throws IOException {
        Files.writeString(folder.resolve("b-large.md"), "# Large\n\n" + "Nothing stands here. ".repeat(20_000));
        Files.writeString(folder.resolve("z-small.md"), "# Small\n\nThe zebra finch sings.");
        store.steps.clear();
        ingestion.run();
        assertThat(store.steps).startsWith("z-small.md", "commit", "b-large.md", "commit");
    }

    private static final class Store implements PassageStore {

        private final Map<String, String> hashes = new HashMap<>();
        private final List<String> steps = new ArrayList<>();
        private int opened;
        private int passages;
        private int ended;
        private int notEmbedded;
        private boolean busy;
        private boolean away;
        private boolean full;
        private boolean changed;
        private String refused = "";
        private Runnable onRemoval = () -> {};

        private String hash() {
            return hashes.values().iterator().next();
        }

        @Override
        public void open() {
            opened++;
        }

        @Override
        public boolean begin(boolean hasFolders) throws IOException {
            if (away) {
                throw new StoreUnreachable("it does not answer", null);
            }
            return hasFolders && !busy;
        }

        @Override
        public void end() {
            ended++;
        }

        @Override
        public Map<String, String> hashes() {
            return Map.copyOf(hashes);
        }

        @Override
        public boolean hasChanged() {
            return changed;
        }

        @Override
        public void replace(DocumentFile file, String hash, List<Passage> of) throws UnreadableDocument {
            if (file.source().equals(refused)) {
                steps.add("refusal");
                throw new UnreadableDocument("is refused by the shared store with SQL state 22021", null);
            }
            if (full) {
                throw new OutOfMemoryError("Java heap space");
            }
            steps.add(file.source());
            hashes.put(file.key(), hash);
            passages = of.size();
        }

        @Override
        public void remove(String key) {
            onRemoval.run();
            hashes.remove(key);
        }

        @Override
        public int toEmbed() {
            return notEmbedded;
        }

        @Override
        public List<UnreadDocument> embed() {
            return List.of();
        }

        @Override
        public void commit() {
            steps.add("commit");
        }
    }
}
