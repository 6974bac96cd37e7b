package io.qubinode.mcp.assistant.document.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarkdownCutTest {

    @Test
    void startsAPassageAtEachSectionUnderItsHeadings() {
        var passages = cut(
                "# Guide\n\n" + words(200) + "\n\n## Install\n\n" + words(200) + "\n\n### On RHEL\n\n" + words(200));
        assertThat(passages)
                .extracting(Passage::headings)
                .containsExactly(List.of("Guide"), List.of("Guide", "Install"), List.of("Guide", "Install", "On RHEL"));
        assertThat(passages).allMatch(passage -> passage.title().equals("Guide"));
    }

    @Test
    void leavesASectionWhenOneOfTheSameLevelBegins() {
        var passages = cut("# Guide\n## A\n" + words(200) + "\n## B\n" + words(200));
        assertThat(passages).extracting(Passage::headingPath).containsExactly("Guide > A", "Guide > B");
    }

    @Test
    void keepsACodeBlockWholeAndTakesNoCommentInItForAHeading() {
        var passages = cut("# Run\n\n" + words(200) + "\n\n```bash\n# step one\n\nmake all\n```\n");
        assertThat(passages).allMatch(passage -> passage.headings().equals(List.of("Run")));
        assertThat(passages).anyMatch(passage -> passage.text().contains("```bash\n# step one\n\nmake all\n```"));
    }

    @Test
    void endsCodeOnlyAtAFenceOfTheSameKind() {
        var passages = cut("# Run\n\n````md\n```bash\n# inner\n```\n````\n\n# Next\n\n" + words(200));
        assertThat(passages).extracting(Passage::headingPath).doesNotContain("inner");
        assertThat(passages.getLast().headings()).containsExactly("Next");
    }

    @Test
    void keepsATableWhole() {
        String table = "| a | b |\n| - | - |\n" + "| one | two |\n".repeat(40);
        var passages = cut("# Values\n\n" + words(200) + "\n\n" + table);
        assertThat(passages).anyMatch(passage -> passage.text().contains(table.strip()));
    }

    @Test
    void cutsAnOverlongCodeBlockBetweenItsLines() {
        String line = "echo " + "x".repeat(55);
        var passages = cut("# Long\n\n```\n" + (line + "\n").repeat(100) + "```\n");
        assertThat(passages).hasSizeGreaterThan(4);
        assertThat(passages).allSatisfy(passage -> {
            assertThat(passage.text().length()).isLessThanOrEqualTo(PassagePacker.LARGEST + 100);
            assertThat(passage.headings()).containsExactly("Long");
            assertThat(passage.text().lines())
                    .allMatch(text -> List.of(line, "```", "# Long", "").contains(text));
        });
    }

    @Test
    void cutsAnEndlessLineBetweenItsSentences() {
        var passages = cut("A sentence of the endless kind. ".repeat(300));
        assertThat(passages).hasSizeGreaterThan(5).allSatisfy(passage -> {
            assertThat(passage.text().length()).isLessThanOrEqualTo(PassagePacker.LARGEST);
            assertThat(passage.lines()).isEqualTo("1-1");
        });
    }

    @Test
    void takesSmallNeighboursTogetherUnderTheHeadingTheyShare() {
        var passages = cut("# Ports\n\n## Web\n\n8888\n\n## API\n\n8080\n\n## SSH\n\n22\n");
        assertThat(passages).hasSize(1);
        assertThat(passages.getFirst().headingPath()).isEqualTo("Ports");
        assertThat(passages.getFirst().text()).contains("## Web", "8080", "22");
    }

    @Test
    void countsLinesAsAnEditorDoes() {
        var passage = cut("\n\n# Third line\n\nfifth line\n\n").getFirst();
        assertThat(passage.lines()).isEqualTo("3-5");
        assertThat(passage.text()).isEqualTo("# Third line\n\nfifth line");
    }

    @Test
    void readsHeadingsThatAreUnderlinedAndLeavesFrontMatterAlone() {
        var passages = cut("---\nlayout: page\n---\n\nOverview\n========\n\n" + words(200) + "\n\nDetails\n-------\n\n"
                + words(200));
        assertThat(passages)
                .extracting(Passage::headingPath)
                .contains("Overview > Details")
                .doesNotContain("layout: page");
    }

    @Test
    void titlesADocumentWithoutHeadingsByItsFile() {
        assertThat(cut("just text").getFirst().title()).isEqualTo("the guide");
    }

    @Test
    void leavesMarkupOutOfHeadings() {
        assertThat(cut("## The `kcli` [tool](https://example.org) **now** ##\n\ntext")
                        .getFirst()
                        .headings())
                .containsExactly("The kcli tool now");
    }

    @Test
    void makesNothingOfNothing() {
        assertThat(cut("")).isEmpty();
        assertThat(cut("\n \n")).isEmpty();
    }

    @Test
    void losesNoLine() {
        String document = "intro\n# A\n" + words(200) + "\n## B\n```\n" + "code line\n".repeat(200)
                + "```\n- item\n- item\n\n" + "# C\n## D\n### E\n" + ("word ".repeat(20) + "\n\n").repeat(60);
        List<String> lines = document.lines().toList();
        var passages = cut(document);
        IntStream.rangeClosed(1, lines.size())
                .filter(number -> !lines.get(number - 1).isBlank())
                .forEach(number -> assertThat(passages.stream()
                                .filter(passage -> passage.fromLine() <= number && number <= passage.toLine()))
                        .as("passages with line " + number + ": " + lines.get(number - 1))
                        .hasSize(1));
        assertThat(passages).allSatisfy(passage -> assertThat(passage.text())
                .isEqualTo(String.join("\n", lines.subList(passage.fromLine() - 1, passage.toLine()))));
    }

    @Test
    void losesNoLineOfRealDocumentation() throws Exception {
        Path own = Path.of("..", "docs");
        Path more = Path.of("..", "..", "shared", "corpus", "qubinode-docs");
        List<Path> folders = Files.isDirectory(more) ? List.of(own, more) : List.of(own);
        for (DocumentFile file : new DocumentFolders(folders).documents()) {
            List<String> lines = Files.readString(file.path()).lines().toList();
            var covered = new BitSet();
            for (Passage passage : new DocumentReader().read(file)) {
                covered.set(passage.fromLine(), passage.toLine() + 1);
                assertThat(passage.text().length()).as(file.source()).isLessThanOrEqualTo(2 * PassagePacker.LARGEST);
            }
            IntStream.rangeClosed(1, lines.size())
                    .filter(number -> !lines.get(number - 1).isBlank())
                    .forEach(number -> assertThat(covered.get(number))
                            .as(file.source() + " line " + number)
                            .isTrue());
        }
    }

    private static String words(int count) {
        return "words ".repeat(count).strip();
    }

    private static List<Passage> cut(String document) {
        List<String> lines = document.lines().toList();
        return new PassagePacker("docs/the-guide.md", lines).pack(MarkdownBlocks.of(lines));
    }
}
