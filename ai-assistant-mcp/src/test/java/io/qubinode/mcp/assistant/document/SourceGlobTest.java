package io.qubinode.mcp.assistant.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceGlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "docs/*.md docs/a.md", "docs/*.md docs/b/a.md", "docs/**.md docs/b/a.md", "docs/?.md docs/a.md",
                "docs/?.md docs/ab.md", "docs/[ab].md docs/a.md", "docs/[!ab].md docs/a.md", "docs/[!ab].md docs/c.md",
                "docs/[a-c].md docs/b.md", "docs/{a,b}.md docs/b.md", "docs/{a,b*}.md docs/bcd.md",
                        "docs/{a,b}.md docs/c.md",
                "docs/a\\*.md docs/a*.md", "docs/a\\*.md docs/ab.md", "docs/a+(b).md docs/a+(b).md",
                        "docs/a.md docs/axmd",
                "docs/a,b.md docs/a,b.md", "docs/[a^].md docs/^.md"
            })
    void meansWhatTheJdkMeans(String glob, String source) {
        assertThat(new SourceGlob(glob).matches(source))
                .isEqualTo(
                        FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(source)));
    }

    @Test
    void withoutASlashFitsInEveryFolder() {
        assertThat(new SourceGlob("*.adoc").matches("a/b/c.adoc")).isTrue();
        assertThat(new SourceGlob("**/c.adoc").matches("c.adoc")).isTrue();
    }

    /** It ends at once; with expressions that try every way it would not in a lifetime. */
    @Test
    @Timeout(60)
    void manyAsterisksAreNoTrouble() {
        assertThat(new SourceGlob("*a".repeat(40) + "b").matches("a".repeat(200)))
                .isFalse();
    }
}
