package io.qubinode.mcp.assistant.document.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "the ngnix certifcate, the nginx certificate",
        "which virtualisation, which virtualization",
        "can it be exploited, can it be exploited",
        "who chooses the pool, who chooses the pool",
        "what of the zzyzxq, what of the zzyzxq",
        "the PLOO of it, the PLOO of it"
    })
    void correctsWhatIsNoWordAndNearlyOneOfTheDocuments(String question, String corrected) throws IOException {
        var analyzer = new TechnicalEnglish();
        var directory = new ByteBuffersDirectory();
        String text =
                "Install nginx with a certificate; virtualization is explained. Choose a pool, and installations follow.";
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            var document = new Document();
            document.add(new TextField(Fields.WORDS, text, Field.Store.NO));
            document.add(new TextField(Fields.SPELLING, text, Field.Store.NO));
            writer.addDocument(document);
        }
        try (var reader = DirectoryReader.open(directory)) {
            assertThat(new Spelling(analyzer, EnglishWords::contains).corrected(reader, question))
                    .isEqualTo(corrected);
        }
    }
}
