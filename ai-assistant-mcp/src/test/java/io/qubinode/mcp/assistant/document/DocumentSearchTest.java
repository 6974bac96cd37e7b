package io.qubinode.mcp.assistant.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.DocumentTools.DocumentResults;
import io.qubinode.mcp.assistant.document.DocumentTools.QueryDocuments;
import io.qubinode.mcp.assistant.document.DocumentTools.Result;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentSearchTest {

    private static final IndexStatus READY = status(10, false, 0, Optional.empty());

    @ParameterizedTest
    @CsvSource({"1,3000", "5,3000", "10,9000", "20,21000"})
    void givesAsManyAsWereAskedForInAnAnswerOfThePromisedSize(int most, int characters) throws Exception {
        for (Findings found : List.of(findings(most, 1_600), linked(findings(most, 1_600)))) {
            DocumentResults answer = search(found, READY, most);
            assertThat(answer.results()).hasSize(most);
            assertThat(ToolJson.MAPPER.writeValueAsString(answer).length()).isLessThanOrEqualTo(characters);
        }
    }

    @Test
    void showsAtLeastAsMuchOfTheBestWhenMoreAreAskedFor() {
        List<Result> few = search(findings(5, 1_600), READY, 5).results();
        List<Result> many = search(findings(20, 1_600), READY, 20).results();
        for (int i = 0; i < few.size(); i++) {
            assertThat(many.get(i).text().length())
                    .isGreaterThanOrEqualTo(few.get(i).text().length());
        }
    }

    @Test
    void leavesTheLastOutWhenEvenTheirNamesDoNotFit() throws Exception {
        var hits = IntStream.range(0, 20)
                .mapToObj(i -> new RankedPassage(
                        new Passage("d" + i + ".md", "t", List.of("long ".repeat(400)), 1, 1, "text"), 0.5))
                .toList();
        DocumentResults answer = search(new Findings(hits, Optional.empty()), READY, 20);
        assertThat(answer.results()).hasSizeBetween(1, 19);
        assertThat(ToolJson.MAPPER.writeValueAsString(answer).length()).isLessThanOrEqualTo(21_000);
        assertThat(answer.note()).contains("of 20");
    }

    @Test
    void leavesOfACutPassageTheLinesThatTheQuestionIsAbout() {
        String text = "filler line\n".repeat(60) + "the firewall port is 8888\n" + "filler line\n".repeat(60);
        var hits = IntStream.range(0, 20)
                .mapToObj(i -> new RankedPassage(new Passage("d" + i + ".md", "t", List.of(), 11, 131, text), 0.5))
                .toList();
        DocumentResults answer = search(new Findings(hits, Optional.empty()), READY, 20);
        var last = answer.results().getLast();
        assertThat(last.text()).contains("the firewall port is 8888");
        int from = Integer.parseInt(last.lines().split("-")[0]);
        int line = last.text().lines().toList().indexOf("the firewall port is 8888");
        assertThat(from + line).isEqualTo(71);
    }

    @Test
    void saysThatMoreIsStillBeingIndexed() {
        var answer = search(findings(3, 300), status(10, true, 7, Optional.empty()), 3);
        assertThat(answer.note()).contains("still being indexed", "7");
    }

    @Test
    void tellsHowToReadTheScoresAndNeverThatNothingAnswers() {
        assertThat(search(findings(3, 300), READY, 3).note())
                .isEqualTo(
                        "Scores order these passages; they do not tell whether the question is answered, so read them.");
    }

    @Test
    void saysHowManyAreFoundByWordsOnlySoFar() {
        var embedding = new IndexStatus(1, 10, 0, 4, true, Optional.empty(), List.of(), List.of(), Optional.empty());
        assertThat(search(findings(3, 300), embedding, 3).note())
                .contains("Of 10 passages 4 are found by words only so far");
    }

    @Test
    void saysInFewWordsThatNothingWasFound() throws Exception {
        DocumentResults answer = search(new Findings(List.of(), Optional.empty()), READY, 5);
        assertThat(answer.note()).contains("Nothing was found");
        assertThat(ToolJson.MAPPER.writeValueAsString(answer)).hasSizeLessThan(600);
    }

    @Test
    void showsWholePassagesWhenAskedTo() {
        var whole = new QueryDocuments("which firewall port", 5, Optional.empty(), SearchMode.HYBRID, 0, true);
        assertThat(documents(findings(5, 1_200), READY).find(whole).results())
                .allSatisfy(result -> assertThat(result.text()).hasSizeGreaterThan(1_000));
    }

    @Test
    void isInTheWrongStateWhileTheFirstDocumentsAreRead() {
        assertThatThrownBy(() ->
                        search(new Findings(List.of(), Optional.empty()), status(0, true, 42, Optional.empty()), 5))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
                    assertThat(e.error().message()).contains("42 are left");
                });
    }

    @Test
    void isInTheWrongStateWithoutAnyDocument() {
        assertThatThrownBy(() ->
                        search(new Findings(List.of(), Optional.empty()), status(0, false, 0, Optional.empty()), 5))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
                    assertThat(e.error().hint()).contains("RAG_PATHS");
                });
    }

    @Test
    void showsTheColumnsNamesWithTheRowsOfACutTable() {
        String row = "| %d | what the port is for, in some more words |\n";
        String text = "| port | meaning |\n| --- | --- |\n"
                + IntStream.range(0, 80).mapToObj(row::formatted).collect(Collectors.joining())
                + "| 8888 | the firewall opens it |\n";
        var hits = List.of(new RankedPassage(new Passage("d.md", "t", List.of(), 1, 83, text), 0.5));
        Result shown =
                search(new Findings(hits, Optional.empty()), READY, 5).results().getFirst();
        assertThat(shown.text())
                .startsWith("| port | meaning |\n| --- | --- |\n")
                .contains("| 8888 |");
    }

    @Test
    void skipsWhatWasShownBefore() {
        var asked = new QueryDocuments("which firewall port", 2, Optional.empty(), SearchMode.HYBRID, 3, false);
        assertThat(documents(findings(5, 300), READY).find(asked).results())
                .extracting(Result::uri)
                .containsExactly("docs://folder/document-3.md#L1-L30", "docs://folder/document-4.md#L1-L30");
    }

    @Test
    void saysWhatASourceMayBe() {
        var asked = new QueryDocuments("port", 2, Optional.of("[a"), SearchMode.HYBRID, 0, false);
        assertThatThrownBy(() -> documents(findings(5, 300), READY).find(asked))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().text())
                                .startsWith("invalid_argument")
                                .contains("a glob such as"));
    }

    private static DocumentResults search(Findings findings, IndexStatus status, int most) {
        return documents(findings, status)
                .find(new QueryDocuments("which firewall port", most, Optional.empty(), SearchMode.HYBRID, 0, false));
    }

    private static DocumentSearch documents(Findings findings, IndexStatus status) {
        return new DocumentSearch(new DocumentIndex() {
            @Override
            public Findings search(Search search) {
                return findings;
            }

            @Override
            public IndexStatus status() {
                return status;
            }
        });
    }

    @Test
    void linksTheLinesThatAreShown() {
        String text = IntStream.rangeClosed(1, 120)
                .mapToObj(i -> i == 90 ? "the gnuhopper" : "a line about something else, number " + i)
                .collect(Collectors.joining("\n"));
        var page = new PageLink("https://git.example/blob/c0ffee/d.md", "#L%1$d-L%2$d");
        var passage = new Passage("d.md", "t", List.of(), 1, 120, text).on(Optional.of(page));
        var question = new QueryDocuments("gnuhopper", 1, Optional.empty(), SearchMode.HYBRID, 0, false);
        Findings found = new Findings(List.of(new RankedPassage(passage, 0.5)), Optional.empty());
        var result = documents(found, READY).find(question).results().getFirst();
        assertThat(result.lines()).isNotEqualTo("1-120");
        String[] lines = result.lines().split("-");
        assertThat(result.link()).contains(page.page() + "#L" + lines[0] + "-L" + lines[1]);
    }

    private static Findings linked(Findings found) {
        String page = "https://github.com/Qubinode/qubinode_navigator/blob/" + "0".repeat(40) + "/folder/document.md";
        var link = Optional.of(new PageLink(page, "?plain=1#L%1$d-L%2$d"));
        return new Findings(
                found.passages().stream()
                        .map(hit -> new RankedPassage(hit.passage().on(link), hit.score()))
                        .toList(),
                found.lack());
    }

    private static Findings findings(int count, int length) {
        String text = "a \"line\" of forty characters with quotes\n".repeat(length / 41);
        return new Findings(
                IntStream.range(0, count)
                        .mapToObj(i -> new RankedPassage(
                                new Passage("folder/document-" + i + ".md", "T", List.of("T", "Section"), 1, 30, text),
                                0.9))
                        .toList(),
                Optional.empty());
    }

    private static IndexStatus status(int passages, boolean running, int toRead, Optional<String> problem) {
        return new IndexStatus(1, passages, toRead, 0, running, Optional.empty(), List.of(), List.of(), problem);
    }
}
