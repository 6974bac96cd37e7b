package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.embedding.Embedding;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.TextRefused;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.ingestion.PassageIndex;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Keeps passages with their embeddings in the Lucene index, and beside them which content of which file they are from. */
@Singleton
@Typed(PassageIndex.class)
public final class LucenePassageStore implements PassageIndex {

    /** A few seconds' work, after which it shows. */
    private static final int EMBEDDED_AT_ONCE = 128;

    /** A service that works embeds this. */
    private static final String HARMLESS = "firewall";

    private static final TermQuery TO_EMBED = new TermQuery(new Term(Fields.TO_EMBED, Fields.YES));

    private final LuceneIndex index;
    private final Embedder embedder;
    private final EmbeddingDemand demand;

    @Inject
    public LucenePassageStore(LuceneIndex index, Embedder embedder, EmbeddingDemand demand) {
        this.index = index;
        this.embedder = embedder;
        this.demand = demand;
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
        for (ScoreDoc hit : all(searcher, new FieldExistsQuery(Fields.FILE))) {
            Document file = searcher.storedFields().document(hit.doc);
            hashes.put(file.get(Fields.FILE), file.get(Fields.HASH));
        }
        return hashes;
    }

    private static ScoreDoc[] all(IndexSearcher searcher, Query query) throws IOException {
        return searcher.search(query, Math.max(1, searcher.getIndexReader().maxDoc())).scoreDocs;
    }

    @Override
    public IndexedDocument withKnownVectors(DocumentFile file, String hash, List<Passage> passages) throws IOException {
        List<float[]> vectors = index.search(searcher -> {
                    var known = new ArrayList<float[]>();
                    for (Passage passage : passages) {
                        known.add(KnownVectors.of(searcher, PassageDocuments.content(passage)));
                    }
                    return known;
                })
                .orElseThrow(() -> new IOException("The index is not open"));
        return new IndexedDocument(file.key(), hash, passages, vectors);
    }

    @Override
    public void keep(IndexedDocument document) throws IOException, UnreadableDocument {
        remove(document.key());
        try {
            add(document);
        } catch (IllegalArgumentException e) {
            // Lucene says so of a document only; a closed index is an illegal state.
            throw new UnreadableDocument("cannot be indexed", e);
        }
    }

    private void add(IndexedDocument document) throws IOException {
        for (int place = 0; place < document.passages().size(); place++) {
            float[] vector = document.vectors().get(place);
            Document kept = PassageDocuments.of(
                    document.key(), place, document.passages().get(place), vector);
            index.writer().addDocument(vector.length == 0 ? PassageDocuments.toEmbed(kept) : kept);
        }
        var file = new Document();
        file.add(new KeywordField(Fields.FILE, document.key(), Field.Store.YES));
        file.add(new StoredField(Fields.HASH, document.hash()));
        document.passages()
                .forEach(passage -> file.add(new TextField(Fields.SPELLING, passage.text(), Field.Store.NO)));
        index.writer().addDocument(file);
    }

    @Override
    public Optional<IndexedDocument> document(String key) throws IOException {
        return index.search(searcher -> read(searcher, key)).orElse(Optional.empty());
    }

    private static Optional<IndexedDocument> read(IndexSearcher searcher, String key) throws IOException {
        ScoreDoc[] file = searcher.search(new TermQuery(new Term(Fields.FILE, key)), 1).scoreDocs;
        if (file.length == 0) {
            return Optional.empty();
        }
        var passages = new TreeMap<Integer, Passage>();
        var vectors = new TreeMap<Integer, float[]>();
        for (ScoreDoc hit : all(searcher, new TermQuery(new Term(Fields.DOCUMENT, key)))) {
            Document kept = searcher.storedFields().document(hit.doc);
            int place = PassageDocuments.place(kept.get(Fields.ID));
            passages.put(place, PassageDocuments.passage(kept));
            vectors.put(place, KnownVectors.of(searcher, hit.doc));
        }
        String hash = searcher.storedFields().document(file[0].doc).get(Fields.HASH);
        return Optional.of(
                new IndexedDocument(key, hash, List.copyOf(passages.values()), List.copyOf(vectors.values())));
    }

    @Override
    public int toEmbed() throws IOException {
        return index.search(searcher -> searcher.count(TO_EMBED)).orElse(0);
    }

    @Override
    public int toEmbed(String key) throws IOException {
        return index.search(searcher -> searcher.count(among(Fields.DOCUMENT, List.of(key))))
                .orElse(0);
    }

    @Override
    public List<UnreadDocument> embed() throws IOException {
        List<Kept> passages = index.search(this::next).orElse(List.of());
        Map<String, String> texts = new LinkedHashMap<>();
        passages.forEach(each ->
                texts.put(PassageDocuments.content(each.passage()), PassageDocuments.inContext(each.passage())));
        Map<String, float[]> vectors = new HashMap<>();
        var refused = new ArrayList<UnreadDocument>();
        try {
            vectors.putAll(embedded(texts));
        } catch (TextRefused e) {
            for (Kept each : passages) {
                embeddedAlone(each.passage(), vectors).ifPresent(refused::add);
            }
        }
        for (Kept each : passages) {
            float[] vector = vectors.getOrDefault(PassageDocuments.content(each.passage()), new float[0]);
            index.writer()
                    .updateDocument(
                            new Term(Fields.ID, PassageDocuments.id(each.document(), each.place())),
                            PassageDocuments.of(each.document(), each.place(), each.passage(), vector));
        }
        return refused;
    }

    private Map<String, float[]> embedded(Map<String, String> texts) throws EmbeddingUnavailable {
        List<Embedding> embeddings = embedder.ofPassages(List.copyOf(texts.values()));
        Map<String, float[]> vectors = new HashMap<>();
        int i = 0;
        for (String content : texts.keySet()) {
            vectors.put(content, embeddings.get(i++).vector());
        }
        return vectors;
    }

    /**
     * Among many texts a service refuses all for one.
     *
     * @throws EmbeddingUnavailable when it accepts no text at all now
     */
    private Optional<UnreadDocument> embeddedAlone(Passage passage, Map<String, float[]> vectors)
            throws EmbeddingUnavailable {
        try {
            vectors.putAll(embedded(Map.of(PassageDocuments.content(passage), PassageDocuments.inContext(passage))));
            return Optional.empty();
        } catch (TextRefused e) {
            if (!e.isCertain()) {
                embedder.ofPassages(List.of(HARMLESS));
            }
            return Optional.of(new UnreadDocument(
                    passage.source(), "partly found by words only: the embedding service " + e.getMessage()));
        }
    }

    private record Kept(String document, int place, Passage passage) {}

    /** What was searched for comes first; then the rest, with all that have the same content. */
    private List<Kept> next(IndexSearcher searcher) throws IOException {
        var contents = new ArrayList<String>();
        Query wanted = among(Fields.ID, demand.take(EMBEDDED_AT_ONCE));
        for (Query query : List.of(wanted, TO_EMBED)) {
            for (ScoreDoc hit : searcher.search(query, EMBEDDED_AT_ONCE).scoreDocs) {
                contents.add(PassageDocuments.content(kept(searcher, hit).passage()));
            }
        }
        List<String> first =
                contents.stream().distinct().limit(EMBEDDED_AT_ONCE).toList();
        var next = new ArrayList<Kept>();
        for (ScoreDoc hit : all(searcher, among(Fields.CONTENT, first))) {
            next.add(kept(searcher, hit));
        }
        next.sort(Comparator.comparing(Kept::document).thenComparing(Kept::place));
        return next;
    }

    private static Kept kept(IndexSearcher searcher, ScoreDoc hit) throws IOException {
        Document kept = searcher.storedFields().document(hit.doc);
        return new Kept(
                kept.get(Fields.DOCUMENT), PassageDocuments.place(kept.get(Fields.ID)), PassageDocuments.passage(kept));
    }

    private static Query among(String field, List<String> values) {
        return new BooleanQuery.Builder()
                .add(TO_EMBED, BooleanClause.Occur.FILTER)
                .add(
                        new TermInSetQuery(
                                field, values.stream().map(BytesRef::new).toList()),
                        BooleanClause.Occur.FILTER)
                .build();
    }

    @Override
    public void remove(String key) throws IOException {
        index.writer().deleteDocuments(new Term(Fields.DOCUMENT, key), new Term(Fields.FILE, key));
    }

    @Override
    public void commit() throws IOException {
        index.commit();
    }
}
