package io.qubinode.mcp.assistant.document.lucene;

import io.qubinode.mcp.assistant.document.Passage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** Passages as Lucene keeps them, and back. */
final class PassageDocuments {

    private static final String LINE_BREAK = "\n";

    private PassageDocuments() {}

    /** The id of a passage: the same for the same place of the same document. */
    static String id(String document, int place) {
        return document + LINE_BREAK + place;
    }

    static int place(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf(LINE_BREAK) + 1));
    }

    /** A passage that is found by its words, and by its meaning if the vector is not empty. */
    static Document of(String document, int place, Passage passage, float[] vector) {
        var kept = new Document();
        kept.add(new KeywordField(Fields.ID, id(document, place), Field.Store.YES));
        kept.add(new StringField(Fields.DOCUMENT, document, Field.Store.YES));
        kept.add(new StringField(Fields.SOURCE, passage.source(), Field.Store.YES));
        String heading = String.join(LINE_BREAK, passage.headings());
        kept.add(new StoredField(Fields.TITLE, passage.title()));
        kept.add(new StoredField(Fields.HEADING, heading));
        kept.add(new StoredField(Fields.TEXT, passage.text()));
        // BM25F with whole weights is BM25 of one field in which a word stands as often as it weighs.
        for (String words :
                List.of(passage.text(), passage.source(), passage.title(), passage.title(), heading, heading)) {
            kept.add(new TextField(Fields.WORDS, words, Field.Store.NO));
        }
        kept.add(new StoredField(Fields.FROM_LINE, passage.fromLine()));
        kept.add(new StoredField(Fields.TO_LINE, passage.toLine()));
        kept.add(new StringField(Fields.CONTENT, content(passage), Field.Store.NO));
        if (vector.length > 0) {
            kept.add(new KnnFloatVectorField(
                    Fields.VECTOR, VectorUtil.l2normalize(vector.clone()), VectorSimilarityFunction.DOT_PRODUCT));
        }
        return kept;
    }

    /** Has it embedded, sooner or later. */
    static Document toEmbed(Document passage) {
        passage.add(new StringField(Fields.TO_EMBED, Fields.YES, Field.Store.NO));
        return passage;
    }

    static Passage passage(Document kept) {
        return new Passage(
                kept.get(Fields.SOURCE),
                kept.get(Fields.TITLE),
                headings(kept.get(Fields.HEADING)),
                kept.getField(Fields.FROM_LINE).numericValue().intValue(),
                kept.getField(Fields.TO_LINE).numericValue().intValue(),
                kept.get(Fields.TEXT));
    }

    /** What is embedded of a passage: its text below the titles that tell what it is about. */
    static String inContext(Passage passage) {
        return Normalizer.normalize(
                passage.title() + LINE_BREAK + passage.headingPath() + LINE_BREAK + passage.text(),
                Normalizer.Form.NFKC);
    }

    /** The same for all passages that have the same embedding. */
    static String content(Passage passage) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(inContext(passage).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> headings(String joined) {
        return Arrays.stream(joined.split(LINE_BREAK))
                .filter(heading -> !heading.isEmpty())
                .toList();
    }
}
