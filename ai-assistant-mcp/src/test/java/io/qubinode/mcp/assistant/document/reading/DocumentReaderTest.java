package io.qubinode.mcp.assistant.document.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {

    @TempDir
    Path folder;

    private final DocumentReader reader = new DocumentReader();

    @Test
    void readsTheTextOfAWebPageWithoutItsMarkup() throws Exception {
        var passages =
                reader.read(file("page.html", "<html><body><h1>Names</h1><p>DNS is <b>here</b>.</p></body></html>"));
        assertThat(passages).hasSize(1);
        assertThat(passages.getFirst().text()).contains("DNS is here.").doesNotContain("<b>");
    }

    @Test
    void readsPlainTextInParagraphs() throws Exception {
        var passages = reader.read(file("notes.txt", ("A note.\n".repeat(60) + "\n").repeat(4)));
        assertThat(passages).hasSizeGreaterThan(1);
    }

    @Test
    void cutsAsciiDocByItsHeadingsAndKeepsItsCodeWhole() throws Exception {
        var passages = reader.read(file(
                "a.adoc",
                "= Guide\n\n" + "Words.\n".repeat(40) + "\n== DNS\n\n" + "Names.\n".repeat(40)
                        + "\n----\n== no heading\n\nstill code\n----\n"));
        assertThat(passages.getLast().headings()).containsExactly("Guide", "DNS");
        assertThat(passages.getLast().text()).contains("== no heading\n\nstill code");
    }

    @Test
    void cutsReStructuredTextByItsHeadings() throws Exception {
        var passages = reader.read(
                file("a.rst", "Guide\n=====\n\n" + "Words.\n".repeat(40) + "\nDNS\n---\n\n" + "Names.\n".repeat(40)));
        assertThat(passages.getLast().headings()).containsExactly("Guide", "DNS");
    }

    @Test
    void cutsPlaybooksByTheirTasksAndPythonByItsFunctions() throws Exception {
        var tasks = reader.read(file(
                "play.yml",
                "- name: Prepare the host\n  tasks:\n    - name: Open the port\n" + "      # why\n".repeat(30)
                        + "    - name: \"Make the pool\"\n" + "      # why\n".repeat(30)));
        assertThat(tasks.getLast().headings()).containsExactly("Prepare the host", "Make the pool");
        var functions = reader.read(file(
                "dag.py",
                "class Lab:\n" + "    # why\n".repeat(30) + "    def make(self):\n" + "        pass\n".repeat(30)));
        assertThat(functions.getLast().headings()).containsExactly("Lab", "make");
    }

    @Test
    void takesAnEmptyDocumentForOneWithoutPassages() throws Exception {
        assertThat(reader.read(file("empty.txt", ""))).isEmpty();
        assertThat(reader.read(file("empty.md", ""))).isEmpty();
    }

    @Test
    void saysInAFewWordsWhyADocumentCannotBeRead() throws IOException {
        var broken = file("broken.pdf", "%PDF-1.7 and then nothing that makes sense");
        assertThatThrownBy(() -> reader.read(broken))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessage("cannot be parsed as pdf");
        var gone = new DocumentFile("k", "gone.md", folder.resolve("gone.md"));
        assertThatThrownBy(() -> reader.hash(gone))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessage("cannot be opened");
    }

    @Test
    void leavesOutAFileOfMoreThanFiveMegabytes() throws IOException {
        var large = file("large.md", "x".repeat((int) DocumentReader.LARGEST_BYTES + 1));
        assertThatThrownBy(() -> reader.hash(large)).hasMessage("larger than 5 MB");
    }

    @Test
    void takesBytesThatAreNoTextForText() throws Exception {
        Path path = folder.resolve("bytes.md");
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'a', '\n', (byte) 0xc3});
        assertThat(reader.read(new DocumentFile("k", "bytes.md", path))).hasSize(1);
    }

    private DocumentFile file(String name, String content) throws IOException {
        return new DocumentFile(name, name, Files.writeString(folder.resolve(name), content));
    }
}
