package io.qubinode.mcp.assistant.document.lucene;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ranking.Candidate;
import io.qubinode.mcp.assistant.document.ranking.Confidence;
import io.qubinode.mcp.assistant.document.ranking.ContextExpansion;
import io.qubinode.mcp.assistant.document.ranking.Deduplication;
import io.qubinode.mcp.assistant.document.ranking.ReciprocalRankFusion;
import io.qubinode.mcp.assistant.document.ranking.ReciprocalRankFusion.Ranking;
import io.qubinode.mcp.assistant.document.ranking.WholeDocuments;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jboss.logging.Logger;

/** Finds passages by words and by meaning in one Lucene index, and makes one ranking of both. */
@Singleton
public final class LuceneDocumentIndex implements DocumentIndex {

    private static final Logger LOG = Logger.getLogger(LuceneDocumentIndex.class);

    /** How deep each ranking is looked into. */
    private static final int DEPTH = 100;

    /** How much all rankings by meaning count together beside the one by words, which knows names and commands better. */
    private static final double MEANING = 1;

    /** How many of the best passages are looked at for the words of the question. */
    private static final int LOOKED_AT = 3;

    /** So many times as many are chosen as are shown: neighbours become one. */
    private static final int SPARE = 2;

    private final LuceneIndex index;
    private final Thesaurus thesaurus;
    private final EmbeddingStore<TextSegment> store;
    private final Embedder meaning;
    private final IngestionProgress progress;

    @Inject
    public LuceneDocumentIndex(
            LuceneIndex index, EmbeddingStore<TextSegment> store, Embedder meaning, IngestionProgress progress) {
        this.index = index;
        this.thesaurus = new Thesaurus(index.analyzer());
        this.store = store;
        this.meaning = meaning;
        this.progress = progress;
    }

    @Override
    public Findings search(Search search) {
        try {
            return index.search(searcher -> find(searcher, search)).orElseThrow(LuceneDocumentIndex::notOpen);
        } catch (IOException | UncheckedIOException e) {
            throw new ToolException(
                    ErrorCode.BACKEND_UNAVAILABLE,
                    "The documents' index cannot be read.",
                    "An operator must look at the folder that RAG_INDEX names, and start the service again.",
                    e);
        }
    }

    private Findings find(IndexSearcher searcher, Search search) throws IOException {
        String query = search.query();
        Optional<Set<String>> sources = sources(searcher, search);
        String corrected = Spelling.correct(searcher.getIndexReader(), query);
        Set<String> terms = index.analyzer().words(Fields.TEXT, corrected);
        Map<String, TextSegment> byWords = search.mode() == SearchMode.SEMANTIC
                ? Map.of()
                : KeywordSearch.search(
                        searcher,
                        terms,
                        thesaurus.others(terms),
                        index.analyzer().pairs(corrected),
                        sources,
                        DEPTH);
        Optional<String> lack = Optional.empty();
        List<List<EmbeddingMatch<TextSegment>>> byMeaning = List.of();
        // By words alone, meaning tells no more than how sure to be.
        if (search.mode() != SearchMode.KEYWORD || meaning.isTuned()) {
            try {
                byMeaning = byMeaning(corrected, sources);
            } catch (EmbeddingUnavailable e) {
                if (search.mode() == SearchMode.SEMANTIC) {
                    throw noMeaning(e);
                }
                LOG.warnf("Searched by words alone: the embedding service %s", e.getMessage());
                lack = Optional.of("Found by words alone, for the embedding service " + e.getMessage() + ".");
            }
        }
        List<Candidate> ranked = WholeDocuments.of(
                ranked(byWords, search.mode() == SearchMode.KEYWORD ? List.of() : byMeaning),
                search.mode() == SearchMode.SEMANTIC ? List.of() : KeywordSearch.files(searcher, terms, DEPTH));
        List<Candidate> chosen = Deduplication.of(ranked, SPARE * search.most());
        List<RankedPassage> widened =
                ContextExpansion.of(chosen, search.most(), (document, place) -> passage(searcher, document, place));
        return new Findings(widened, isConfident(searcher, query, widened, byMeaning), lack);
    }

    /** The paths of the documents that are looked into; empty when all are. */
    private static Optional<Set<String>> sources(IndexSearcher searcher, Search search) throws IOException {
        if (search.source().isEmpty()) {
            return Optional.empty();
        }
        var sources = new HashSet<String>();
        Terms all = MultiTerms.getTerms(searcher.getIndexReader(), Fields.SOURCE);
        if (all != null) {
            TermsEnum each = all.iterator();
            for (BytesRef source = each.next(); source != null; source = each.next()) {
                if (search.source().get().matches(source.utf8ToString())) {
                    sources.add(source.utf8ToString());
                }
            }
        }
        return Optional.of(sources);
    }

    private List<List<EmbeddingMatch<TextSegment>>> byMeaning(String question, Optional<Set<String>> sources)
            throws EmbeddingUnavailable {
        var rankings = new ArrayList<List<EmbeddingMatch<TextSegment>>>();
        for (Embedding vector : meaning.ofQuestion(question)) {
            try {
                rankings.add(nearest(vector, sources));
            } catch (IllegalArgumentException e) {
                throw new EmbeddingUnavailable("gives vectors of another length than those of the index", e);
            }
        }
        return rankings;
    }

    private static ToolException noMeaning(EmbeddingUnavailable e) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The embedding service " + e.getMessage() + ", so nothing can be searched by meaning.",
                "Leave mode out to search by words; an operator must look at RAG_EMBEDDING_URL.",
                e);
    }

    private List<EmbeddingMatch<TextSegment>> nearest(Embedding question, Optional<Set<String>> sources) {
        if (sources.filter(Set::isEmpty).isPresent()) {
            return List.of();
        }
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(question)
                        .maxResults(DEPTH)
                        .filter(sources.map(paths -> metadataKey(Fields.SOURCE).isIn(paths))
                                .orElse(null))
                        .build())
                .matches();
    }

    private static List<Candidate> ranked(
            Map<String, TextSegment> byWords, List<List<EmbeddingMatch<TextSegment>>> byMeaning) {
        Map<String, TextSegment> all = new HashMap<>(byWords);
        var rankings = new ArrayList<Ranking<String>>();
        rankings.add(new Ranking<>(List.copyOf(byWords.keySet()), 1));
        for (List<EmbeddingMatch<TextSegment>> matches : byMeaning) {
            matches.forEach(match -> all.put(match.embeddingId(), match.embedded()));
            rankings.add(new Ranking<>(
                    matches.stream().map(EmbeddingMatch::embeddingId).toList(), MEANING / byMeaning.size()));
        }
        return ReciprocalRankFusion.fuse(rankings).stream()
                .map(hit -> {
                    TextSegment segment = all.get(hit.item());
                    return new Candidate(
                            segment.metadata().getString(Fields.DOCUMENT),
                            PassageDocuments.place(hit.item()),
                            PassageDocuments.passage(segment),
                            hit.score());
                })
                .toList();
    }

    private static Optional<Passage> passage(IndexSearcher searcher, String document, int place) {
        try {
            var id = new TermQuery(new Term(Fields.ID, PassageDocuments.id(document, place)));
            ScoreDoc[] hits = searcher.search(id, 1).scoreDocs;
            return hits.length == 0
                    ? Optional.empty()
                    : Optional.of(PassageDocuments.passage(
                            LuceneEmbeddingStore.segment(searcher.storedFields().document(hits[0].doc))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isConfident(
            IndexSearcher searcher,
            String query,
            List<RankedPassage> chosen,
            List<List<EmbeddingMatch<TextSegment>>> byMeaning)
            throws IOException {
        if (chosen.isEmpty() || byMeaning.stream().anyMatch(List::isEmpty)) {
            return false;
        }
        Map<String, Double> weights = new HashMap<>();
        for (String term : index.analyzer().words(Fields.TEXT, query)) {
            weights.put(term, KeywordSearch.weight(searcher.getIndexReader(), term));
        }
        double all = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        double best = chosen.stream()
                .limit(LOOKED_AT)
                .mapToDouble(hit -> covered(weights, hit.passage()))
                .max()
                .orElse(0);
        double coverage = all == 0 ? 0 : best / all;
        return meaning.isTuned() && !byMeaning.isEmpty()
                ? new Confidence(similarity(byMeaning.getFirst()), similarity(byMeaning.getLast()), coverage).enough()
                : Confidence.enoughWords(coverage);
    }

    private static double similarity(List<EmbeddingMatch<TextSegment>> matches) {
        return DualEmbedder.cosine(matches.getFirst().score());
    }

    private double covered(Map<String, Double> weights, Passage passage) {
        var words = new HashSet<>(index.analyzer().words(Fields.TEXT, PassageDocuments.inContext(passage)));
        return weights.entrySet().stream()
                .filter(term -> words.contains(term.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static ToolException notOpen() {
        return new ToolException(
                ErrorCode.WRONG_STATE, "The documents' index is still being opened.", "Ask again in a few seconds.");
    }

    @Override
    public IndexStatus status() {
        var now = progress.now();
        try {
            Optional<int[]> counts = index.search(searcher -> new int[] {
                searcher.count(new FieldExistsQuery(Fields.WHOLE)), searcher.count(new FieldExistsQuery(Fields.VECTOR))
            });
            int[] filesAndPassages = counts.orElse(new int[2]);
            return status(now, filesAndPassages[0], filesAndPassages[1], now.problem());
        } catch (IOException e) {
            return status(now, 0, 0, now.problem().or(() -> Optional.of("The index cannot be read.")));
        }
    }

    private static IndexStatus status(
            IngestionProgress.Snapshot now, int files, int passages, Optional<String> problem) {
        return new IndexStatus(
                files, passages, now.toRead(), now.running(), now.lastEnd(), new ArrayList<>(now.unread()), problem);
    }
}
