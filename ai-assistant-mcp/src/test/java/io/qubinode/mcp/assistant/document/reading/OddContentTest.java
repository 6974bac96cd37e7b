package io.qubinode.mcp.assistant.document.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.qubinode.mcp.assistant.document.Passage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that hardly anybody writes: a document is read, or refused as unreadable, and nothing else. */
class OddContentTest {

    /** What begins something in one of the formats, and what ends something else. */
    private static final List<String> PIECES = List.of(
            "\n",
            "\n\n",
            "\r",
            " ",
            "\t",
            "---\n",
            "+++\n",
            "title: ",
            "# ",
            "## ",
            "=====\n",
            "```",
            "~~~",
            "| a | b |\n",
            "|---|---|\n",
            "[x](",
            ")",
            "- name: ",
            "[section]\n",
            "def f(",
            "class A:\n",
            ".. include:: odd.rst\n",
            ".. |a| replace:: |b||b|\n",
            "|a|",
            "import x\n",
            "{/* ",
            "export ",
            "<",
            ">",
            "<pre>",
            "</pre>",
            "<li>",
            "<h1>",
            "</h2>",
            "<td>",
            "<table>",
            "<svg>",
            "<template>",
            "<!--",
            "&#0;",
            "&#xD83D;",
            "{",
            "}",
            "[",
            "]",
            "\"cells\":",
            "\"source\":",
            "\\u0000",
            "\\ud83d",
            ",",
            "null",
            "\"",
            "%PDF-1.7\n",
            "1 0 obj",
            "stream\n",
            "\ud83d\ude00",
            "\u202e",
            "\u2028",
            "\u0085",
            "\ufeff",
            "\ud83d\ude00".repeat(700),
            "word ".repeat(300),
            "x".repeat(3_000),
            ". ");

    @TempDir
    Path folder;

    private final DocumentReader reader = new DocumentReader();

    /** PostgreSQL accepts neither, and one document that it refuses must not keep the others out. */
    @ParameterizedTest
    @ValueSource(strings = {"odd.ipynb", "odd.html"})
    void holdsNoCharacterThatNoStoreAccepts(String name) throws Exception {
        String content =
                name.endsWith("ipynb") ? """
                {"cells": [{"cell_type": "markdown", "source": ["# T\\u0000itle\\ud83d\\n", "\\n", "te\\udc00x\\u0000t \\ud83d\\ude00"]}]}
                """ : "<h1>T\0itle&#0;</h1><pre>te\0x&#0;t &#xD83D; \ud83d\ude00</pre>";
        var passages = reader.read(file(name, content));
        assertThat(passages).isNotEmpty();
        assertThat(passages.getFirst().text()).contains("\ud83d\ude00");
        assertThat(passages).allSatisfy(OddContentTest::isText);
    }

    @Test
    void cutsNoCharacterInTwo() throws Exception {
        for (String before : List.of("", "x")) {
            var passages = reader.read(file("long.txt", before + "\ud83d\ude00".repeat(5_000)));
            assertThat(passages).hasSizeGreaterThan(1).allSatisfy(OddContentTest::isText);
            assertThat(String.join("", passages.stream().map(Passage::text).toList()))
                    .isEqualTo(before + "\ud83d\ude00".repeat(5_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "ipynb", "md", "mdx", "rst", "adoc", "yml", "py", "toml", "txt", "pdf", "unknown"})
    void readsOrRefusesWhateverStandsInADocument(String extension) throws IOException {
        var random = new Random(42);
        for (int i = 0; i < 200; i++) {
            var content =
                    new StringBuilder(extension.equals("ipynb") && i % 2 == 0 ? "{\"cells\":[{\"source\":\"" : "");
            random.ints(random.nextInt(1, 40), 0, PIECES.size())
                    .mapToObj(PIECES::get)
                    .forEach(content::append);
            content.append(extension.equals("ipynb") && i % 2 == 0 ? "\"}]}" : "");
            isReadOrRefused(file("odd." + extension, content.toString()));
        }
    }

    /** Each level of nesting takes some of the stack where a reader calls itself. */
    @Test
    void readsOrRefusesWhatIsNestedDeeply() throws IOException {
        int deep = 20_000;
        for (DocumentFile file : List.of(
                file("deep.html", "<div><b>".repeat(deep) + "x"),
                file("list.html", "<ul><li>".repeat(deep) + "x"),
                file("table.html", "<table><tr><td>".repeat(deep) + "x"),
                file("deep.ipynb", "{\"cells\":" + "[".repeat(deep) + "]".repeat(deep) + "}"),
                file("deep.mdx", "<a>{".repeat(deep)),
                file("deep.md", "> ".repeat(deep) + "[".repeat(deep) + "x\n" + "- ".repeat(deep)),
                file("deep.yml", "- ".repeat(deep) + "name: x\n" + "[{".repeat(deep)))) {
            isReadOrRefused(file);
        }
    }

    /** Each name stands for a thousand of the next. */
    @Test
    void refusesSubstitutionsThatMakeTooMuchText() throws Exception {
        var definitions = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            definitions.append(".. |%d| replace:: %s\n"
                    .formatted(i, "|%d|".formatted(i + 1).repeat(1_000)));
        }
        assertThatThrownBy(() -> reader.read(file("much.rst", definitions + ".. |3| replace:: word\n\n|0|\n")))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessage("cannot be parsed as rst");
        assertThat(reader.text(file("few.rst", ".. |a| replace:: x |b|\n.. |b| replace:: y\n\na | b |a| |c| |b|b|\n")))
                .endsWith("a | b x y |c| yb|\n");
    }

    /** To look for each name in each line would take hours. */
    @Test
    @Timeout(20)
    void readsManySubstitutionsInManyLines() throws Exception {
        String definitions = IntStream.range(0, 80_000)
                .mapToObj(".. |n%d| replace:: v\n"::formatted)
                .collect(Collectors.joining());
        assertThat(reader.text(file("many.rst", definitions + "a | |n7|\n".repeat(200_000))))
                .endsWith("\na | v\n");
    }

    private void isReadOrRefused(DocumentFile file) {
        try {
            reader.hash(file);
            assertThat(reader.read(file)).allSatisfy(OddContentTest::isText);
        } catch (UnreadableDocument e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException | StackOverflowError e) {
            fail(file.source() + " is neither read nor refused", e);
        }
    }

    private static void isText(Passage passage) {
        assertThat(Stream.concat(Stream.of(passage.title(), passage.text()), passage.headings().stream()))
                .allSatisfy(text -> assertThat(text.codePoints())
                        .noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE));
    }

    private DocumentFile file(String name, String content) throws IOException {
        return new DocumentFile(name, name, Files.writeString(folder.resolve(name), content));
    }
}
