package io.qubinode.mcp.assistant.document.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.Passage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
    void readsTheTextOfAPdf() throws Exception {
        var passages = reader.read(file("page.pdf", pdf("<xdp/>")));
        assertThat(passages).hasSize(1);
        assertThat(passages.getFirst().text()).contains("Names are kept by dnsmasq.");
    }

    @Test
    void readsTheFirstHeadingBehindAByteOrderMarkAndWithLineEndsOfWindows() throws Exception {
        for (String text :
                List.of("\ufeff# Ports\n\n8888", "# Ports\r\n\r\n8888\r\n", "\ufeff# Ports\r\n\r\n8888\r\n")) {
            var passage = reader.read(file("ports.md", text)).getFirst();
            assertThat(passage.headings()).containsExactly("Ports");
            assertThat(passage.text()).isEqualTo("# Ports\n\n8888");
        }
        assertThat(reader.read(file("ports.rst", "\ufeffPorts\r\n=====\r\n\r\n8888"))
                        .getFirst()
                        .headings())
                .containsExactly("Ports");
        assertThat(reader.read(file("ports.adoc", "\ufeff= Ports\r\n\r\n8888"))
                        .getFirst()
                        .headings())
                .containsExactly("Ports");
    }

    @Test
    void takesTheTitleOfFrontMatterAndLeavesTheRestOfItOut() throws Exception {
        for (String matter : List.of(
                "---\ntitle: \"The firewall\"\ntags: [a, b]\n---\n\n",
                "\ufeff---\r\ntitle: The firewall\r\ntags: [a, b]\r\n---\r\n",
                "+++\ntitle = 'The firewall'\ntags = ['a']\n+++\n")) {
            var passage =
                    reader.read(file("f.md", matter + "Open port 8888.\n")).getFirst();
            assertThat(passage.title()).isEqualTo("The firewall");
            assertThat(passage.headings()).containsExactly("The firewall");
            assertThat(passage.text()).isEqualTo("Open port 8888.");
        }
        assertThat(reader.read(file("rule.md", "---\n\nJust a rule.\n\n---\n\nAnd text."))
                        .getFirst()
                        .text())
                .contains("Just a rule.");
        assertThat(reader.read(file("only.md", "---\ntitle: Nothing else\n---\n")))
                .isEmpty();
    }

    @Test
    void repeatsTheColumnsNamesInEachPieceOfATable() throws Exception {
        String rows = "| %s | value of some length that fills the line |\n".repeat(80);
        Map<String, String> tables = Map.of(
                "a.md", "| port | meaning |\n| --- | --- |\n" + rows,
                "b.md", "# T\n\nAll of them:\n| port | meaning |\n|:-|-:|\n" + rows,
                "c.rst", "+------+---------+\n| port | meaning |\n+======+=========+\n" + rows,
                "d.rst",
                        "======  =========\n port   meaning\n======  =========\n"
                                + "22      some value that fills the line a bit more\n".repeat(80),
                "e.adoc", "|===\n| port | meaning\n" + rows + "|===\n");
        for (var table : tables.entrySet()) {
            var passages = reader.read(file(table.getKey(), table.getValue()));
            assertThat(passages).as(table.getKey()).hasSizeGreaterThan(3).allSatisfy(passage -> {
                assertThat(passage.text()).containsPattern("port +\\|? *meaning");
                assertThat(passage.text().length()).isLessThanOrEqualTo(PassagePacker.LARGEST + 100);
            });
        }
    }

    @Test
    void readsANotebooksTextAndCode() throws Exception {
        String notebook = """
                {"metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4, "cells": [
                  {"cell_type": "markdown", "source": ["# Analysis\\n", "\\n", "How the pool fills."]},
                  {"cell_type": "code", "source": "pool.usage()", "outputs": [{"text": ["42 of 50 GiB"]}]}]}
                """;
        var passage = reader.read(file("n.ipynb", notebook)).getFirst();
        assertThat(passage.headings()).containsExactly("Analysis");
        assertThat(passage.text())
                .contains("How the pool fills.", "```python\npool.usage()\n```")
                .doesNotContain("42 of 50");
        assertThatThrownBy(() -> reader.read(file("broken.ipynb", "{}"))).hasMessage("cannot be parsed as ipynb");
    }

    @Test
    void readsSettingsBySectionAndOtherTextAsItIs() throws Exception {
        String filler = "key = a value of some length\n".repeat(25);
        assertThat(reader.read(file("s.toml", "[core]\n" + filler + "\n[[pools]]\n" + filler + "\n")))
                .extracting(Passage::headingPath)
                .containsExactly("core", "pools");
        assertThat(reader.read(file("Makefile", "up:\n\t./qubinode up\n"))
                        .getFirst()
                        .text())
                .isEqualTo("up:\n\t./qubinode up");
    }

    @Test
    void readsWhatReStructuredTextIncludesOfItsFolderAndItsSubstitutions() throws Exception {
        Files.writeString(folder.resolve("part.txt"), "The |product| listens on port 8888.\n");
        Files.createSymbolicLink(
                folder.resolve("link.txt"), Files.writeString(Files.createTempFile("secret", ".txt"), "swordfish"));
        var page = file(
                "page.rst",
                "Ports\n=====\n\n.. |product| replace:: Qubinode Navigator\n\n.. include:: part.txt\n\n.. include:: link.txt\n\n.. include:: ../up.txt\n\n.. include:: page.rst\n");
        assertThat(reader.text(page))
                .contains("The Qubinode Navigator listens on port 8888.")
                .doesNotContain("swordfish")
                .contains(".. include:: ../up.txt");
        String before = reader.hash(page);
        Files.writeString(folder.resolve("part.txt"), "Port 9999 now.\n");
        assertThat(reader.hash(page)).isNotEqualTo(before);
    }

    @Test
    void endsWhereIncludesGoRoundOrOn() throws Exception {
        Files.writeString(folder.resolve("one.rst"), "One.\n\n.. include:: two.rst\n");
        Files.writeString(folder.resolve("two.rst"), "Two.\n\n.. include:: one.rst\n");
        assertThat(reader.text(new DocumentFile("k", "one.rst", folder.resolve("one.rst"))))
                .containsOnlyOnce(".. include::")
                .contains("One.", "Two.");
        Files.writeString(folder.resolve("large.txt"), "word ".repeat(200_000));
        String text = reader.text(file("many.rst", ".. include:: large.txt\n".repeat(100)));
        assertThat(text.length()).isLessThan((int) DocumentReader.LARGEST_BYTES + 10_000);
        assertThat(text).contains("word word", ".. include:: large.txt");
    }

    @Test
    void keepsAdmonitionsAndTabsWithTheirWords() throws Exception {
        String filler = "Words that fill the section.\n".repeat(60);
        Map<String, String> documents = Map.of(
                "mkdocs.md",
                        "# Ports\n\n" + filler
                                + "\n!!! warning \"Firewall\"\n    Open it first.\n\n=== \"Fedora\"\n\n    dnf it\n",
                "docusaurus.md",
                        "# Ports\n\n" + filler
                                + "\n:::warning Firewall\n\nOpen it first.\n\n:::\n\n<TabItem label=\"Fedora\">\ndnf it\n",
                "github.md",
                        "# Ports\n\n" + filler + "\n> [!WARNING]\n> Firewall: Open it first. On Fedora\n> dnf it\n",
                "sphinx.rst",
                        "Ports\n=====\n\n" + filler
                                + "\n.. warning:: Firewall\n\n   Open it first.\n\n.. tab-item:: Fedora\n\n   dnf it\n",
                "antora.adoc",
                        "= Ports\n\n" + filler
                                + "\n[WARNING]\n.Firewall\n====\nOpen it first.\n\nFedora::\ndnf it\n====\n");
        for (var document : documents.entrySet()) {
            Passage last =
                    reader.read(file(document.getKey(), document.getValue())).getLast();
            assertThat(last.headings()).as(document.getKey()).containsExactly("Ports");
            assertThat(last.text())
                    .as(document.getKey())
                    .containsSubsequence("Firewall", "Open it first.", "Fedora", "dnf it");
        }
    }

    @Test
    void leavesTheProgramOfMdxOutAndKeepsItsLines() throws Exception {
        String mdx =
                "---\ntitle: Ports\n---\nimport Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n"
                        + "export const port = {\n  web: 8888,\n};\n\n{/* for us */}\n\n## Open\n\n"
                        + "<TabItem value=\"dnf\" label=\"Fedora\">\n\n```js\nimport code from 'code';\n```\n\n</TabItem>\n";
        List<Passage> passages = reader.read(file("ports.mdx", mdx));
        String text = passages.stream().map(Passage::text).collect(Collectors.joining("\n"));
        assertThat(text)
                .contains("## Open", "label=\"Fedora\"", "import code")
                .doesNotContain("@theme", "web: 8888", "for us");
        assertThat(passages.getLast().toLine()).isEqualTo(mdx.lines().count());
        assertThat(reader.read(file("ports.md", "import Tabs from it.\n"))).hasSize(1);
    }

    @Test
    void readsNoLinkInPlaceOfAFileAndNoMoreThanAFileMayHave() throws Exception {
        DocumentFile found = file("a.md", "# A\n");
        assertThat(reader.read(found)).hasSize(1);
        Path secret = Files.writeString(Files.createTempFile("secret", ".md"), "swordfish");
        Files.delete(found.path());
        Files.createSymbolicLink(found.path(), secret);
        assertThatThrownBy(() -> reader.hash(found)).hasMessage("cannot be opened");
        assertThatThrownBy(() -> reader.read(found)).hasMessage("cannot be opened");
        Files.delete(found.path());
        assertThatThrownBy(() -> reader.read(found))
                .isInstanceOfSatisfying(UnreadableDocument.class, gone -> assertThat(gone.isForNow())
                        .isTrue());
        Files.writeString(found.path(), "# B\n");
        assertThat(reader.read(found)).extracting(Passage::text).containsExactly("# B");
        var endless = new DocumentFile("k", "endless.md", Path.of("/dev/zero"));
        assertThatThrownBy(() -> reader.hash(endless)).hasMessage("larger than 5 MB");
    }

    @Test
    void levelsHeadingsOfReStructuredTextByTheirOrder() throws Exception {
        String filler = "Words that fill the section.\n".repeat(30);
        String text = "*****\nGuide\n*****\n\n" + filler + "\nPorts\n^^^^^\n\n" + filler + "\nOpen\n----\n\n" + filler
                + "\nNames\n^^^^^\n\n" + filler;
        assertThat(reader.read(file("g.rst", text)))
                .extracting(Passage::headingPath)
                .containsExactly("Guide", "Guide > Ports", "Guide > Ports > Open", "Guide > Names");
    }

    /** CVE-2025-66516 */
    @Test
    void readsNoFileThatThePdfsFormNames() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "swordfish");
        String form = """
                <!DOCTYPE xdp [<!ENTITY secret SYSTEM "%s">]>
                <xdp xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">
                  <field name="word"><value><text>&secret;</text></value></field>
                  <xfa:data><word>&secret;</word></xfa:data>
                </xdp>
                """.formatted(secret.toUri());
        assertThat(reader.text(file("form.pdf", pdf(form)))).contains("dnsmasq").doesNotContain("swordfish");
    }

    @Test
    void opensNoArchiveThatIsCalledText() throws Exception {
        Path archive = folder.resolve("notes.txt");
        try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
            out.putNextEntry(new ZipEntry("within.txt"));
            out.write("swordfish".getBytes(UTF_8));
        }
        assertThatThrownBy(() -> reader.text(new DocumentFile("k", "notes.txt", archive)))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessage("cannot be parsed as txt");
    }

    @Test
    void readsTextInTheEncodingThatItIsIn() throws Exception {
        String written = "Die Prüfung der Größe läuft über Nacht, für jede Maschine, und hört früh auf.";
        for (Charset encoding : List.of(UTF_8, ISO_8859_1, Charset.forName("windows-1252"))) {
            assertThat(reader.text(encoded(written, encoding)))
                    .as(encoding.name())
                    .isEqualTo(written);
        }
        for (Charset encoding : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            assertThat(reader.text(encoded('\ufeff' + written, encoding)))
                    .as(encoding.name())
                    .isEqualTo(written);
        }
    }

    @Test
    void hidesWhatHasTheShapeOfASecretAndKeepsLinesAndExamples() throws Exception {
        String body = "MIIEowIBAAKCAQEAx4fpaiDzUmG7kTTTKyTjqBMSWTqTGuVRcuQ0zZ0ZwvPPfCqI\n".repeat(40);
        String token = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz";
        String text = "# Keys\n\nThe login is `password: airflow`.\n\n-----BEGIN RSA PRIVATE KEY-----\n" + body
                + "-----END RSA PRIVATE KEY-----\n\nPush with " + token + ".\n";
        for (String name : List.of("keys.md", "keys.rst", "keys.adoc", "keys.txt", "keys.yml", "keys.html")) {
            DocumentFile file = file(name, text);
            String shown = reader.text(file);
            assertThat(shown).contains("password: airflow").doesNotContain("MIIE", token);
            assertThat(reader.read(file))
                    .allSatisfy(passage -> assertThat(passage.text()).doesNotContain("MIIE", token));
        }
        assertThat(reader.text(file("keys.md", text)).lines())
                .hasSameSizeAs(text.lines().toList());
    }

    @Test
    void cutsTitlesAndHeadingsThatAreNone() throws Exception {
        String words = "word ".repeat(20_000);
        for (String name : List.of("a.md", "a.adoc", "a.rst", "a.yml")) {
            String text = "# " + words + "\n\n= " + words + "\n\n" + words + "\n====\n\n- name: " + words
                    + "\n\nPort 8888.\n";
            assertThat(reader.read(file(name, text))).isNotEmpty().allSatisfy(passage -> {
                assertThat(passage.title()).hasSizeLessThan(210);
                assertThat(passage.headings())
                        .allSatisfy(heading -> assertThat(heading).hasSizeLessThan(210));
            });
        }
    }

    private DocumentFile encoded(String text, Charset encoding) throws IOException {
        return new DocumentFile("k", "t.txt", Files.write(folder.resolve("t.txt"), text.getBytes(encoding)));
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
                "= Guide\n\n" + "Words.\n".repeat(160) + "\n== DNS\n\n" + "Names.\n".repeat(160)
                        + "\n----\n== no heading\n\nstill code\n----\n"));
        assertThat(passages.getLast().headings()).containsExactly("Guide", "DNS");
        assertThat(passages.getLast().text()).contains("== no heading\n\nstill code");
    }

    @Test
    void cutsReStructuredTextByItsHeadings() throws Exception {
        var passages = reader.read(
                file("a.rst", "Guide\n=====\n\n" + "Words.\n".repeat(160) + "\nDNS\n---\n\n" + "Names.\n".repeat(160)));
        assertThat(passages.getLast().headings()).containsExactly("Guide", "DNS");
    }

    @Test
    void cutsPlaybooksByTheirTasksAndPythonByItsFunctions() throws Exception {
        var tasks = reader.read(file(
                "play.yml",
                "- name: Prepare the host\n  tasks:\n    - name: Open the port\n" + "      # why\n".repeat(120)
                        + "    - name: \"Make the pool\"\n" + "      # why\n".repeat(120)));
        assertThat(tasks.getLast().headings()).containsExactly("Prepare the host", "Make the pool");
        var functions = reader.read(file(
                "dag.py",
                "class Lab:\n" + "    # why\n".repeat(120) + "    def make(self):\n" + "        pass\n".repeat(120)));
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
    void leavesOutAPdfWithMoreLettersThanAPageCanHave() throws Exception {
        int most = BoundedTextStripper.MOST_OF_A_PAGE;
        assertThat(reader.text(file("full.pdf", pdf("x".repeat(most), "<xdp/>"))))
                .hasSize(most);
        var fuller = file("fuller.pdf", pdf("x".repeat(most + 1), "<xdp/>"));
        assertThatThrownBy(() -> reader.read(fuller))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessage("has too much text, or a page of it has");
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

    /** A page with a form, of which only the text is ours to read. */
    private static String pdf(String form) {
        return pdf("Names are kept by dnsmasq.", form);
    }

    private static String pdf(String text, String form) {
        String page = "BT /F1 12 Tf 50 700 Td (" + text + ") Tj ET";
        return """
                %%PDF-1.7
                1 0 obj <</Type/Catalog /Pages 2 0 R /AcroForm <</Fields[] /XFA 5 0 R>>>> endobj
                2 0 obj <</Type/Pages /Kids[3 0 R] /Count 1>> endobj
                3 0 obj <</Type/Page /Parent 2 0 R /MediaBox[0 0 612 792] /Contents 4 0 R
                /Resources <</Font <</F1 <</Type/Font /Subtype/Type1 /BaseFont/Helvetica>>>>>>>> endobj
                4 0 obj <</Length %d>> stream
                %s
                endstream endobj
                5 0 obj <</Length %d>> stream
                %s
                endstream endobj
                trailer <</Root 1 0 R>>
                %%%%EOF
                """.formatted(page.length(), page, form.length(), form);
    }
}
