package io.qubinode.mcp.assistant.document.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentFoldersTest {

    @TempDir
    Path temporary;

    @Test
    void findsDocumentsInAllFoldersByTheirPathThere() throws IOException {
        write("docs/a.md");
        write("docs/deep/er/b.PDF");
        write("more/c.html");
        assertThat(sources("docs", "more")).containsExactly("a.md", "deep/er/b.PDF", "c.html");
    }

    @Test
    void ordersThemWhateverTheFileSystemDoes() throws IOException {
        for (String name : List.of("e.md", "b/a.md", "a.md", "d.md", "b.md", "c/z.md")) {
            write("docs/" + name);
        }
        assertThat(sources("docs")).containsExactly("a.md", "b.md", "b/a.md", "c/z.md", "d.md", "e.md");
    }

    @Test
    void readsAllTextAndTellsWhatItSkipsAndWhy() throws IOException {
        for (String name :
                List.of("a.md", "README", "Makefile", "run.sh", "pyproject.toml", "b.json", "c.ini", "d.ipynb")) {
            write("docs/" + name);
        }
        write("docs/picture.png");
        write("docs/.git/description.md");
        write("docs/.env");
        Files.write(write("docs/core"), new byte[] {1, 0, 2});
        Files.writeString(write("docs/id_host"), "-----BEGIN OPENSSH PRIVATE KEY-----");
        assertThat(sources("docs"))
                .containsExactly(
                        "Makefile", "README", "a.md", "b.json", "c.ini", "d.ipynb", "pyproject.toml", "run.sh");
        assertThat(new DocumentFolders(List.of(temporary.resolve("docs")))
                        .files()
                        .skipped())
                .containsExactly(
                        new UnreadDocument(".env", "hidden"),
                        new UnreadDocument("core", "not text"),
                        new UnreadDocument("id_host", "holds a private key"),
                        new UnreadDocument("picture.png", "not a document"));
    }

    @Test
    void countsWhatGitLfsKeepsElsewhereAsSkipped() throws IOException {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        for (String name : List.of("a.md", "b.pdf", "c")) {
            Files.writeString(write("docs/" + name), pointer);
        }
        Files.writeString(write("docs/about.md"), "# Pointers\n\n" + pointer);
        assertThat(sources("docs")).containsExactly("about.md");
        assertThat(new DocumentFolders(List.of(temporary.resolve("docs")))
                        .files()
                        .skipped())
                .extracting(UnreadDocument::reason)
                .containsOnly("only a pointer of Git LFS")
                .hasSize(3);
    }

    @Test
    void findsANameHoweverItsLettersAreEncoded() throws IOException {
        write("docs/gru\u0308n/gro\u0308\u00dfe.md");
        var folders = new DocumentFolders(List.of(temporary.resolve("docs")));
        assertThat(folders.find("gr\u00fcn/gr\u00f6\u00dfe.md")).isPresent();
        assertThat(SourceGlob.of("gr\u00fcn/*")
                        .matches(folders.documents().getFirst().source()))
                .isTrue();
    }

    @Test
    void walksAFolderThatLinksToItself() throws IOException {
        write("docs/a.md");
        Files.createSymbolicLink(temporary.resolve("docs/loop"), temporary.resolve("docs"));
        assertThat(sources("docs")).containsExactly("a.md");
    }

    @Test
    void skipsLinksThatLeadRoundAndReadsAnotherByItsTarget() throws IOException {
        Path real = write("docs/..2026/a.md");
        Files.createSymbolicLink(temporary.resolve("docs/a.md"), real);
        Files.createSymbolicLink(temporary.resolve("docs/one.md"), temporary.resolve("docs/two.md"));
        Files.createSymbolicLink(temporary.resolve("docs/two.md"), temporary.resolve("docs/one.md"));
        assertThat(sources("docs")).containsExactly("a.md");
        var folders = new DocumentFolders(List.of(temporary.resolve("docs")));
        assertThat(folders.files().skipped()).extracting(UnreadDocument::source).contains("one.md", "two.md");
        assertThat(folders.documents().getFirst().path()).isEqualTo(real.toRealPath());
    }

    @Test
    void takesWhatIsIncludedAndNotExcluded() throws IOException {
        write("docs/a.md");
        write("docs/guides/b.md");
        write("docs/guides/draft-c.md");
        write("docs/guides/d.rst");
        var folders = new DocumentFolders(
                List.of(temporary.resolve("docs")),
                List.of(SourceGlob.of("guides/**"), SourceGlob.of("**/a.md")),
                List.of(SourceGlob.of("draft-*")));
        assertThat(folders.documents())
                .extracting(DocumentFile::source)
                .containsExactly("a.md", "guides/b.md", "guides/d.rst");
    }

    @Test
    void takesASingleFile() throws IOException {
        write("docs/a.md");
        write("docs/b.md");
        assertThat(sources("docs/a.md")).containsExactly("a.md");
    }

    @Test
    void followsNoLinkOutOfTheFolder() throws IOException {
        write("docs/a.md");
        Path secret = write("secret/passwords.md");
        Files.createSymbolicLink(temporary.resolve("docs/link.md"), secret);
        Files.createSymbolicLink(temporary.resolve("docs/folder"), secret.getParent());
        Files.createSymbolicLink(temporary.resolve("docs/dead.md"), temporary.resolve("nowhere.md"));
        assertThat(sources("docs")).containsExactly("a.md");
    }

    @Test
    void followsALinkWithinTheFolderAsAConfigMapHasThem() throws IOException {
        Path real = write("docs/..2026_01_01/a.md");
        Files.createSymbolicLink(temporary.resolve("docs/a.md"), real);
        assertThat(sources("docs")).containsExactly("a.md");
    }

    @Test
    void tellsWhichFolderIsNotThere() throws IOException {
        write("docs/a.md");
        var folders = new DocumentFolders(List.of(temporary.resolve("docs"), temporary.resolve("gone")));
        assertThat(folders.missing()).containsExactly(temporary.resolve("gone"));
        assertThat(folders.documents()).hasSize(1);
    }

    private Path write(String path) throws IOException {
        Path file = temporary.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "# Text\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                ".",
                "..",
                "../secret/passwords.md",
                "deep/../a.md",
                "./a.md",
                "/a.md",
                "a.md/",
                "folder/passwords.md",
                "link.md",
                "dead.md",
                ".git/b.md",
                "deep",
                "none.md",
                "a.md\0",
                "a.png"
            })
    void findsNothingByAPathThatItDoesNotList(String source) throws IOException {
        write("docs/a.md");
        write("docs/a.png");
        write("docs/deep/b.md");
        write("docs/.git/b.md");
        Path secret = write("secret/passwords.md");
        Files.createSymbolicLink(temporary.resolve("docs/link.md"), secret);
        Files.createSymbolicLink(temporary.resolve("docs/folder"), secret.getParent());
        Files.createSymbolicLink(temporary.resolve("docs/dead.md"), temporary.resolve("nowhere.md"));
        assertThat(sources("docs")).containsExactly("a.md", "deep/b.md");
        assertThat(new DocumentFolders(List.of(temporary.resolve("docs"))).find(source))
                .isEmpty();
    }

    /** Each of them is found by its path too, the first of several. */
    private List<String> sources(String... folders) throws IOException {
        var all = new DocumentFolders(
                List.of(folders).stream().map(temporary::resolve).toList());
        for (DocumentFile each : all.documents()) {
            DocumentFile first = all.documents().stream()
                    .filter(other -> other.source().equals(each.source()))
                    .findFirst()
                    .orElseThrow();
            assertThat(all.find(each.source())).contains(first);
        }
        return all.documents().stream().map(DocumentFile::source).toList();
    }
}
