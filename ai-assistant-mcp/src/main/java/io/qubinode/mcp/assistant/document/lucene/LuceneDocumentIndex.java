package io.qubinode.mcp.assistant.document.lucene;

import io.qubinode.mcp.assistant.document.DocumentIndex;
import io.qubinode.mcp.assistant.document.DocumentLinks;
import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.EmbeddingUnavailable;
import io.qubinode.mcp.assistant.document.Findings;
import io.qubinode.mcp.assistant.document.IndexStatus;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import io.qubinode.mcp.assistant.document.RepositoryStatus;
import io.qubinode.mcp.assistant.document.RerankUnavailable;
import io.qubinode.mcp.assistant.document.Reranker;
import io.qubinode.mcp.assistant.document.Search;
import io.qubinode.mcp.assistant.document.SearchMode;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ranking.Candidate;
import io.qubinode.mcp.assistant.document.ranking.ExactWords;
import io.qubinode.mcp.assistant.document.ranking.SecondLook;
import io.qubinode.mcp.assistant.document.ranking.Selection;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.jboss.logging.Logger;

/** Finds passages by words and by meaning in one Lucene index: both scores, scaled, are added. */
@Singleton
public final class LuceneDocumentIndex implements DocumentIndex {

    private static final Logger LOG = Logger.getLogger(LuceneDocumentIndex.class);

    /** How deep each ranking is looked into. */
    private static final int DEPTH = 100;

    /** A passage that has none of the words scores 0. */
    private static final double ALL = Double.MAX_VALUE;

    /** So far from the nearest, as Lucene scores cosines, are passages that have nothing to do with a question. */
    private static final double FAR = 0.1;

    /** How much each way of searching counts; bench/RESULTS.md says what each part wins. */
    private static final double WORDS = 1;

    private static final double MEANING = 1;
    private static final double EXACT = 1;

    /** By less, scores differ only because indexes of the same documents add up in different orders. */
    private static final double LEAST_DIFFERENCE = 1e-4;

    /** Equals by their place in the documents, so that every replica has them in the same order. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparing(candidate -> candidate.passage().source())
            .thenComparing(candidate -> candidate.passage().fromLine());

    private final LuceneIndex index;
    private final KeywordSearch keywords;
    private final Spelling spelling;
    private final Embedder embedder;
    private final EmbeddingDemand demand;
    private final IngestionProgress progress;
    private final DocumentLinks links;
    private final Reranker reranker;

    /** Of documents that are nowhere on the web, and which nobody looks at once more. */
    public LuceneDocumentIndex(
            LuceneIndex index, Embedder embedder, EmbeddingDemand demand, IngestionProgress progress) {
        this(index, embedder, demand, progress, DocumentLinks.NONE, Reranker.NONE);
    }

    @Inject
    public LuceneDocumentIndex(
            LuceneIndex index,
            Embedder embedder,
            EmbeddingDemand demand,
            IngestionProgress progress,
            DocumentLinks links,
            Reranker reranker) {
        this.index = index;
        this.keywords = new KeywordSearch(index.analyzer());
        this.spelling = new Spelling(index.analyzer(), EnglishWords::contains);
        this.embedder = embedder;
        this.demand = demand;
        this.progress = progress;
        this.links = links;
        this.reranker = reranker;
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
        Optional<Query> among = sources(searcher, search)
                .map(paths -> new TermInSetQuery(
                        Fields.SOURCE, paths.stream().map(BytesRef::new).toList()));
        String corrected = spelling.corrected(searcher.getIndexReader(), search.query());
        Query words = filtered(keywords.query(corrected), among);
        Scores byWords = search.mode() == SearchMode.SEMANTIC ? Scores.NONE : Scores.best(searcher, words, DEPTH, ALL);
        Scores byMeaning = Scores.NONE;
        var lacks = new ArrayList<String>();
        if (search.mode() != SearchMode.KEYWORD) {
            try {
                float[] question = embedder.ofQuestion(corrected).vector();
                byMeaning = byMeaning(searcher, question, among, byWords);
                byWords = byWords.with(searcher, words, byMeaning.passages());
            } catch (EmbeddingUnavailable e) {
                if (search.mode() == SearchMode.SEMANTIC) {
                    throw noMeaning(e);
                }
                LOG.warnf("Searched by words alone: the embedding service %s", e.getMessage());
                lacks.add("Found by words alone, because the embedding service " + e.getMessage() + ".");
            }
        }
        List<Candidate> ranked = ranked(searcher, search.query(), byWords, byMeaning);
        if (search.mode() != SearchMode.KEYWORD) {
            try {
                ranked = lookedAtOnceMore(search.query(), ranked);
            } catch (RerankUnavailable e) {
                LOG.warnf("Not looked at once more: the reranking service %s", e.getMessage());
                lacks.add("In the order of the search alone, because the reranking service " + e.getMessage() + ".");
            }
        }
        return new Findings(
                Selection.of(ranked, search.most()).stream().map(this::linked).toList(),
                Optional.of(String.join(" ", lacks)).filter(text -> !text.isEmpty()));
    }

    private List<Candidate> lookedAtOnceMore(String question, List<Candidate> ranked) throws RerankUnavailable {
        List<String> texts = ranked.stream()
                .limit(SecondLook.CANDIDATES)
                .map(candidate -> PassageDocuments.inContext(candidate.passage()))
                .toList();
        return SecondLook.of(ranked, reranker.order(question, texts));
    }

    private RankedPassage linked(Candidate found) {
        Passage passage = found.passage();
        return new RankedPassage(passage.on(links.of(found.document(), passage.source())), found.score());
    }

    private Scores byMeaning(IndexSearcher searcher, float[] question, Optional<Query> among, Scores byWords)
            throws IOException, EmbeddingUnavailable {
        try {
            return Scores.best(searcher, VectorSearch.nearest(searcher, question, among, DEPTH), DEPTH, FAR)
                    .with(searcher, VectorSearch.all(question, among), byWords.passages());
        } catch (IllegalArgumentException e) {
            throw new EmbeddingUnavailable("gives vectors of another length than those of the index", e);
        }
    }

    private static Query filtered(Query query, Optional<Query> among) {
        var both = new BooleanQuery.Builder().add(query, BooleanClause.Occur.MUST);
        among.ifPresent(filter -> both.add(filter, BooleanClause.Occur.FILTER));
        return both.build();
    }

    private List<Candidate> ranked(IndexSearcher searcher, String question, Scores byWords, Scores byMeaning)
            throws IOException {
        Set<Integer> either = new LinkedHashSet<>(byWords.passages());
        either.addAll(byMeaning.passages());
        List<Integer> all = List.copyOf(either);
        var documents = new ArrayList<Document>();
        for (int passage : all) {
            documents.add(searcher.storedFields().document(passage));
        }
        List<Passage> passages =
                documents.stream().map(PassageDocuments::passage).toList();
        double[] exact = new ExactWords(question)
                .shares(passages.stream().map(PassageDocuments::inContext).toList());
        var candidates = new ArrayList<Candidate>();
        var notEmbedded = new ArrayList<String>();
        for (int i = 0; i < all.size(); i++) {
            int found = all.get(i);
            boolean isEmbedded = byMeaning.passages().contains(found);
            // Not behind others only because it is not embedded yet.
            double meaning = isEmbedded ? byMeaning.of(found) : byWords.of(found);
            double words = byWords.isEmpty() ? meaning : byWords.of(found);
            double score = WORDS * words + MEANING * meaning + EXACT * exact[i];
            candidates.add(new Candidate(
                    documents.get(i).get(Fields.DOCUMENT),
                    passages.get(i),
                    rounded(score / (WORDS + MEANING + EXACT))));
            if (!isEmbedded) {
                notEmbedded.add(documents.get(i).get(Fields.ID));
            }
        }
        if (progress.now().toEmbed() > 0) {
            demand.add(notEmbedded);
        }
        candidates.sort(BEST_FIRST);
        return candidates;
    }

    private static double rounded(double score) {
        return Math.rint(score / LEAST_DIFFERENCE) * LEAST_DIFFERENCE;
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

    private static ToolException noMeaning(EmbeddingUnavailable e) {
        return new ToolException(
                ErrorCode.BACKEND_UNAVAILABLE,
                "The embedding service " + e.getMessage() + ", so nothing can be searched by meaning.",
                "Leave mode out to search by words; an operator must look at RAG_EMBEDDING_URL.",
                e);
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
                searcher.count(new FieldExistsQuery(Fields.SPELLING)), searcher.count(new FieldExistsQuery(Fields.ID))
            });
            int[] filesAndPassages = counts.orElse(new int[2]);
            return status(
                    now, filesAndPassages[0], filesAndPassages[1], now.problem().or(reranker::trouble));
        } catch (IOException e) {
            return status(now, 0, 0, now.problem().or(() -> Optional.of("The index cannot be read.")));
        }
    }

    private static IndexStatus status(
            IngestionProgress.Snapshot now, int files, int passages, Optional<String> problem) {
        return new IndexStatus(
                files,
                passages,
                now.toRead(),
                now.toEmbed(),
                now.running() || now.repositories().stream().anyMatch(RepositoryStatus::isAwaited),
                now.lastEnd(),
                now.unread(),
                now.skipped(),
                now.repositories(),
                problem);
    }
}
