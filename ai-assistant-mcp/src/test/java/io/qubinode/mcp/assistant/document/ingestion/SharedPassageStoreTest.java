package io.qubinode.mcp.assistant.document.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two replicas on one store; both are in memory here, and end-to-end tests do the same on a real PostgreSQL. */
class SharedPassageStoreTest {

    private final Store store = new Store();
    private final Index one = new Index();
    private final Index other = new Index();
    private final SharedPassageStore first = new SharedPassageStore(store, one);
    private final SharedPassageStore second = new SharedPassageStore(store, other);

    @Test
    void showsWhatOneReadToTheOtherWhichUnderstandsNothingAnew() throws IOException {
        write(first, "a", "1");
        assertThat(second.hasChanged()).isTrue();
        assertThat(second.begin(false)).isFalse();
        assertThat(other.kept).isEqualTo(Map.of("a", "1"));
        assertThat(other.embedded).isZero();
        assertThat(second.hasChanged()).isFalse();
    }

    @Test
    void copiesOnlyWhatIsNew() throws IOException {
        write(first, "a", "1");
        second.begin(false);
        write(first, "b", "1");
        store.read.clear();
        second.begin(false);
        assertThat(store.read).containsExactly("b");
    }

    @Test
    void sharesADocumentAtOnceAndAgainWhenItIsEmbedded() throws IOException {
        one.slow = true;
        write(first, "a", "1");
        second.begin(false);
        assertThat(second.toEmbed()).as("found by words").isOne();
        assertThat(first.hashes()).as("is not read again").isEqualTo(Map.of("a", "1"));
        first.begin(true);
        first.embed();
        first.commit();
        first.end();
        assertThat(second.hasChanged()).isTrue();
        second.begin(false);
        assertThat(other.toEmbed()).isZero();
        assertThat(other.embedded).isZero();
    }

    @Test
    void waitsForNoEmbeddingOfWhatTheModelsRefuse() throws IOException {
        one.slow = true;
        one.refuses = true;
        write(first, "a", "1");
        first.begin(true);
        first.embed();
        first.commit();
        first.end();
        second.begin(false);
        assertThat(List.of(first.toEmbed(), second.toEmbed())).containsOnly(0);
    }

    @Test
    void sharesWhatWasEmbeddedBeforeTheProcessEnded() throws IOException {
        one.slow = true;
        write(first, "a", "1");
        one.embed();
        first.begin(true);
        first.commit();
        first.end();
        second.begin(false);
        assertThat(other.toEmbed()).isZero();
    }

    @Test
    void takesOutWhatTheOtherTookOut() throws IOException {
        write(first, "a", "1");
        second.begin(false);
        first.begin(true);
        first.remove("a");
        first.commit();
        first.end();
        second.begin(false);
        assertThat(other.kept).isEmpty();
    }

    @Test
    void leavesTheReadingToWhoeverReadsAlready() throws IOException {
        store.locked = true;
        assertThat(second.begin(true)).isFalse();
        store.locked = false;
        assertThat(second.begin(true)).isTrue();
    }

    @Test
    void readsNothingWithoutFolders() throws IOException {
        assertThat(first.begin(false)).isFalse();
        assertThat(second.begin(true)).isTrue();
    }

    @Test
    void knowsWhatTheOtherHasReadSoThatItIsNotReadAgain() throws IOException {
        write(first, "a", "1");
        second.begin(true);
        assertThat(second.hashes()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void goesOnWithItsCopyWhileTheStoreIsAwayAndCatchesUpWhenItIsBack() throws IOException {
        write(first, "a", "1");
        second.begin(false);
        store.away = true;
        assertThatThrownBy(() -> second.begin(false)).isInstanceOf(StoreUnreachable.class);
        assertThat(second.hasChanged()).isFalse();
        assertThat(other.kept).isEqualTo(Map.of("a", "1"));
        store.away = false;
        assertThat(second.hasChanged()).as("although its version is the same").isTrue();
        second.begin(false);
        assertThat(second.hasChanged()).isFalse();
    }

    @Test
    void forgetsWhatItReadButCouldNotShare() throws Exception {
        first.begin(true);
        first.replace(file("a"), "1", List.of());
        store.away = true;
        assertThatThrownBy(first::commit).isInstanceOf(StoreUnreachable.class);
        store.lose();
        store.away = false;
        assertThat(first.hasChanged()).isTrue();
        first.begin(true);
        assertThat(one.kept).isEmpty();
        assertThat(first.hashes()).isEmpty();
    }

    @Test
    void sharesTheOthersWhenOneDocumentIsRefused() throws Exception {
        store.refuses = "b";
        first.begin(true);
        first.replace(file("a"), "1", List.of());
        assertThatThrownBy(() -> first.replace(file("b"), "1", List.of())).isInstanceOf(UnreadableDocument.class);
        first.remove("b");
        first.commit();
        first.end();
        assertThat(store.committed).containsOnlyKeys("a");
        assertThat(one.kept).isEqualTo(Map.of("a", "1"));
        assertThat(first.hasChanged()).as("so it does not begin again").isFalse();
        first.begin(true);
        assertThatThrownBy(() -> first.replace(file("b"), "1", List.of())).isInstanceOf(UnreadableDocument.class);
        first.commit();
        first.end();
        assertThat(first.hasChanged()).as("nor when it is the only one").isFalse();
    }

    @Test
    void findsByWordsWhatIsRefusedWithItsEmbeddings() throws Exception {
        one.slow = true;
        write(first, "a", "1");
        store.refusesVectors = true;
        for (int i = 0; i < 2; i++) {
            first.begin(true);
            first.embed();
            first.commit();
            first.end();
        }
        assertThat(store.committed.get("a").hash()).isEqualTo("1");
        assertThat(first.hasChanged()).isFalse();
    }

    /** Otherwise each would take the other's commit for news, and read all again, for ever. */
    @Test
    void comesToRestWhenNothingHasChanged() throws Exception {
        write(first, "a", "1");
        for (SharedPassageStore replica : List.of(second, first, second)) {
            replica.begin(true);
            replica.remove("left out");
            replica.commit();
            replica.end();
        }
        assertThat(first.hasChanged()).isFalse();
        assertThat(second.hasChanged()).isFalse();
    }

    private void write(SharedPassageStore replica, String key, String hash) throws IOException {
        assertThat(replica.begin(true)).isTrue();
        try {
            replica.replace(file(key), hash, List.of(new Passage(key, "t", List.of(), 1, 1, "text")));
        } catch (UnreadableDocument e) {
            throw new AssertionError(e);
        }
        replica.commit();
        replica.end();
    }

    private static DocumentFile file(String key) {
        return new DocumentFile(key, key, Path.of(key));
    }

    private static final class Store implements SharedStore {

        private final Map<String, IndexedDocument> committed = new HashMap<>();
        private final Map<String, IndexedDocument> pending = new HashMap<>();
        private final List<String> read = new ArrayList<>();
        private long version;
        private boolean locked;
        private boolean away;
        private String refuses = "";
        private boolean refusesVectors;

        void lose() {
            pending.clear();
            pending.putAll(committed);
            locked = false;
        }

        private void reach() throws IOException {
            if (away) {
                throw new StoreUnreachable("it does not answer", null);
            }
        }

        @Override
        public long version() throws IOException {
            reach();
            return version;
        }

        @Override
        public Map<String, String> hashes() throws IOException {
            reach();
            var hashes = new HashMap<String, String>();
            pending.forEach((key, document) -> hashes.put(key, document.hash()));
            return hashes;
        }

        @Override
        public Optional<IndexedDocument> document(String key) {
            read.add(key);
            return Optional.ofNullable(committed.get(key));
        }

        @Override
        public void put(IndexedDocument document) throws IOException, UnreadableDocument {
            reach();
            boolean hasVectors = document.vectors().stream().anyMatch(vector -> vector.length > 0);
            if (document.key().equals(refuses) || refusesVectors && hasVectors) {
                throw new UnreadableDocument("is refused", null);
            }
            pending.put(document.key(), document);
        }

        @Override
        public boolean remove(String key) throws IOException {
            reach();
            return pending.remove(key) != null;
        }

        @Override
        public void commit() throws IOException {
            reach();
            committed.clear();
            committed.putAll(pending);
            version++;
        }

        @Override
        public boolean lock(Duration longest) {
            boolean free = !locked;
            locked = true;
            return free;
        }

        @Override
        public void end() {
            locked = false;
        }
    }

    private static final class Index implements PassageIndex {

        private final Map<String, String> kept = new HashMap<>();
        private final Map<String, IndexedDocument> documents = new HashMap<>();
        private int embedded;
        private boolean slow;
        private boolean refuses;

        @Override
        public void open() {}

        @Override
        public Map<String, String> hashes() {
            return Map.copyOf(kept);
        }

        @Override
        public IndexedDocument withKnownVectors(DocumentFile file, String hash, List<Passage> passages) {
            return with(slow ? 0 : 768, file.key(), hash, passages);
        }

        private static IndexedDocument with(int dimensions, String key, String hash, List<Passage> passages) {
            return new IndexedDocument(
                    key,
                    hash,
                    passages,
                    passages.stream().map(p -> new float[dimensions]).toList());
        }

        @Override
        public Optional<IndexedDocument> document(String key) {
            return Optional.ofNullable(documents.get(key));
        }

        @Override
        public int toEmbed(String key) {
            return refuses || documents.get(key).isEmbedded() ? 0 : 1;
        }

        @Override
        public int toEmbed() {
            return (int) documents.values().stream()
                    .filter(each -> !each.isEmbedded())
                    .count();
        }

        @Override
        public List<UnreadDocument> embed() {
            embedded++;
            int dimensions = refuses ? 0 : 768;
            documents.replaceAll((key, document) -> with(dimensions, key, document.hash(), document.passages()));
            return List.of();
        }

        @Override
        public void keep(IndexedDocument document) {
            kept.put(document.key(), document.hash());
            documents.put(document.key(), document);
        }

        @Override
        public void remove(String key) {
            kept.remove(key);
        }

        @Override
        public void commit() {}
    }
}
