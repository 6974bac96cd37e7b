package io.qubinode.mcp.assistant.document.lucene;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.ingestion.PassageIndex;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;

/** Keeps passages and their meaning in the Lucene index, and beside them which content of which file they are from. */
@Singleton
@Typed(PassageIndex.class)
public final class LucenePassageStore implements PassageIndex {

    private final LuceneIndex index;
    private final EmbeddingStore<TextSegment> store;
    private final Embedder meaning;

    @Inject
    public LucenePassageStore(LuceneIndex index, EmbeddingStore<TextSegment> store, Embedder meaning) {
        this.index = index;
        this.store = store;
        this.meaning = meaning;
    }

    @Override
    public void open() throws IOException {
        index.open();
        index.verify();
    }

    @Override
    public Map<String, String> hashes() throws IOException {
        return index.search(LucenePassageStore::readHashes).orElse(Map.of());
    }

    private static Map<String, String> readHashes(IndexSearcher searcher) throws IOException {
        var hashes = new HashMap<String, String>();
        int most = Math.max(1, searcher.getIndexReader().maxDoc());
        for (ScoreDoc hit : searcher.search(new FieldExistsQuery(Fields.FILE), most).scoreDocs) {
            Document file = searcher.storedFields().document(hit.doc);
            hashes.put(file.get(Fields.FILE), file.get(Fields.HASH));
        }
        return hashes;
    }

    @Override
    public IndexedDocument understood(DocumentFile file, String hash, List<Passage> passages)
            throws EmbeddingUnavailable {
        List<Embedding> embeddings = meaning.ofPassages(
                passages.stream().map(PassageDocuments::inContext).toList());
        return new IndexedDocument(
                file.key(),
                hash,
                passages,
                embeddings.stream().map(Embedding::vector).toList());
    }

    @Override
    public void keep(IndexedDocument document) throws IOException {
        var ids = new ArrayList<String>();
        var segments = new ArrayList<TextSegment>();
        for (Passage passage : document.passages()) {
            ids.add(PassageDocuments.id(document.key(), ids.size()));
            segments.add(PassageDocuments.segment(document.key(), passage));
        }
        remove(document.key());
        store.addAll(ids, document.vectors().stream().map(Embedding::from).toList(), segments);
        var kept = new Document();
        kept.add(new KeywordField(Fields.FILE, document.key(), Field.Store.YES));
        kept.add(new StoredField(Fields.HASH, document.hash()));
        document.passages().forEach(passage -> kept.add(new TextField(Fields.WHOLE, passage.text(), Field.Store.NO)));
        index.writer().addDocument(kept);
    }

    @Override
    public void remove(String key) throws IOException {
        store.removeAll(metadataKey(Fields.DOCUMENT).isEqualTo(key));
        index.writer().deleteDocuments(new Term(Fields.FILE, key));
    }

    @Override
    public void commit() throws IOException {
        index.commit();
    }
}
