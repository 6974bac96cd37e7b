package io.qubinode.mcp.assistant.document.lucene;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.queries.function.FunctionScoreQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.FullPrecisionFloatVectorSimilarityValuesSource;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;

/**
 * The meaning of passages in the Lucene index. What is added or removed shows with the index's next commit. Understands filters
 * of the forms {@code metadataKey(key).isEqualTo(text)} and {@code isIn(texts)} over the document key and the source.
 */
@Singleton
public final class LuceneEmbeddingStore implements EmbeddingStore<TextSegment> {

    /** Longer ones are no words, and Lucene takes no term of more than 32 kB. */
    private static final int LONGEST_PAIR = 200;

    private final LuceneIndex index;

    @Inject
    public LuceneEmbeddingStore(LuceneIndex index) {
        this.index = index;
    }

    @Override
    public String add(Embedding embedding) {
        throw new UnsupportedOperationException("A passage is kept with its text");
    }

    @Override
    public void add(String id, Embedding embedding) {
        throw new UnsupportedOperationException("A passage is kept with its text");
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        String id = UUID.randomUUID().toString();
        addAll(List.of(id), List.of(embedding), List.of(segment));
        return id;
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        throw new UnsupportedOperationException("A passage is kept with its text");
    }

    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
        try {
            for (int i = 0; i < ids.size(); i++) {
                index.writer()
                        .updateDocument(
                                new Term(Fields.ID, ids.get(i)),
                                document(ids.get(i), embeddings.get(i), segments.get(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Document document(String id, Embedding embedding, TextSegment segment) {
        var document = new Document();
        document.add(new KeywordField(Fields.ID, id, Field.Store.YES));
        document.add(new TextField(Fields.TEXT, segment.text(), Field.Store.YES));
        document.add(new KnnFloatVectorField(
                Fields.VECTOR,
                VectorUtil.l2normalize(embedding.vector().clone()),
                VectorSimilarityFunction.DOT_PRODUCT));
        Metadata known = segment.metadata();
        for (String key : List.of(Fields.DOCUMENT, Fields.SOURCE)) {
            addIfKnown(known, key, value -> document.add(new StringField(key, value, Field.Store.YES)));
        }
        for (String key : List.of(Fields.TITLE, Fields.HEADING)) {
            addIfKnown(known, key, value -> document.add(new TextField(key, value, Field.Store.YES)));
        }
        addIfKnown(known, Fields.SOURCE, value -> document.add(new TextField(Fields.PATH, value, Field.Store.NO)));
        for (String key : List.of(Fields.FROM_LINE, Fields.TO_LINE)) {
            if (known.getInteger(key) != null) {
                document.add(new StoredField(key, known.getInteger(key)));
            }
        }
        for (String pair : index.analyzer().pairs(segment.text())) {
            if (pair.length() <= LONGEST_PAIR) {
                document.add(new StringField(Fields.PAIRS, pair, Field.Store.NO));
            }
        }
        document.add(new TextField(Fields.SPELLING, segment.text(), Field.Store.NO));
        return document;
    }

    private static void addIfKnown(Metadata known, String key, java.util.function.Consumer<String> add) {
        String value = known.getString(key);
        if (value != null) {
            add.accept(value);
        }
    }

    @Override
    public void removeAll(Collection<String> ids) {
        delete(ids.stream().map(id -> new TermQuery(new Term(Fields.ID, id))).toArray(Query[]::new));
    }

    @Override
    public void removeAll(Filter filter) {
        delete(query(filter));
    }

    @Override
    public void removeAll() {
        delete(new FieldExistsQuery(Fields.VECTOR));
    }

    private void delete(Query... queries) {
        try {
            index.writer().deleteDocuments(queries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        float[] wanted =
                VectorUtil.l2normalize(request.queryEmbedding().vector().clone());
        Optional<Query> among = Optional.ofNullable(request.filter()).map(LuceneEmbeddingStore::query);
        try {
            return new EmbeddingSearchResult<>(
                    index.search(searcher -> matches(searcher, nearest(searcher, wanted, among, request), request))
                            .orElse(List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compares all where they are few, so that an index's history changes no ranking and every replica's is the same; walks the
     * graph, which misses some, where they are many.
     */
    private static Query nearest(
            IndexSearcher searcher, float[] wanted, Optional<Query> among, EmbeddingSearchRequest request)
            throws IOException {
        return searcher.getIndexReader().getDocCount(Fields.TEXT) <= LuceneIndex.FEW
                ? new FunctionScoreQuery(
                        among.orElseGet(() -> new FieldExistsQuery(Fields.VECTOR)),
                        new FullPrecisionFloatVectorSimilarityValuesSource(wanted, Fields.VECTOR))
                : new KnnFloatVectorQuery(Fields.VECTOR, wanted, request.maxResults(), among.orElse(null));
    }

    /** Lucene's score of a dot product is (1 + cosine) / 2, the same as LangChain4j's relevance score. */
    private static List<EmbeddingMatch<TextSegment>> matches(
            IndexSearcher searcher, Query query, EmbeddingSearchRequest request) throws IOException {
        var matches = new ArrayList<EmbeddingMatch<TextSegment>>();
        for (Hit hit : Hit.best(searcher, query, request.maxResults(), Fields.ID)) {
            if (hit.score() >= request.minScore()) {
                matches.add(new EmbeddingMatch<>((double) hit.score(), hit.id(), null, segment(hit.document())));
            }
        }
        return matches;
    }

    /** What was stored of a passage. */
    static TextSegment segment(Document document) {
        var known = new Metadata();
        for (IndexableField field : document) {
            if (field.numericValue() != null) {
                known.put(field.name(), field.numericValue().intValue());
            } else if (!field.name().equals(Fields.TEXT) && !field.name().equals(Fields.ID)) {
                known.put(field.name(), field.stringValue());
            }
        }
        return TextSegment.from(document.get(Fields.TEXT), known);
    }

    private static Query query(Filter filter) {
        if (filter instanceof IsEqualTo equal
                && List.of(Fields.DOCUMENT, Fields.SOURCE).contains(equal.key())) {
            return new TermQuery(new Term(equal.key(), String.valueOf(equal.comparisonValue())));
        }
        if (filter instanceof IsIn in && List.of(Fields.DOCUMENT, Fields.SOURCE).contains(in.key())) {
            return new TermInSetQuery(
                    in.key(),
                    in.comparisonValues().stream()
                            .map(value -> new BytesRef(String.valueOf(value)))
                            .toList());
        }
        throw new UnsupportedOperationException("This store does not filter by " + filter);
    }
}
