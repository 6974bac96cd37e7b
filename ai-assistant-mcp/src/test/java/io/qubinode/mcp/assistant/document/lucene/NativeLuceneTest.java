package io.qubinode.mcp.assistant.document.lucene;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.qubinode.mcp.nativeimage.NativeMetadata;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.Test;

/** What of Lucene native-image does not find by itself, and what it must not find. */
class NativeLuceneTest {

    @Test
    void namesTheAttributesThatAreMadeByTheirNames() throws IOException {
        var named = new NativeMetadata("ai-assistant-mcp");
        try (var analyzer = new TechnicalEnglish();
                TokenStream words = analyzer.tokenStream(Fields.TEXT, "Guests of a hypervisor")) {
            assertThat(words.getAttributeImplsIterator())
                    .toIterable()
                    .isNotEmpty()
                    .allMatch(named::names);
        }
    }

    /** Mapping needs foreign functions that not every native-image has. {@link MappedFiles} is not in a binary, if nobody makes one. */
    @Test
    void mapsFilesWhereABinaryDoesNotReach() {
        var own = new ClassFileImporter().importPath(Path.of("target", "classes"));
        noClasses()
                .that()
                .doNotBelongToAnyOf(MappedFiles.class)
                .and()
                .haveNameNotMatching(".*MappedFiles_.*")
                .should()
                .callMethod(FSDirectory.class, "open", Path.class)
                .orShould()
                .callConstructor(MappedFiles.class)
                .orShould()
                .callConstructor(MMapDirectory.class, Path.class)
                .check(own);
    }
}
