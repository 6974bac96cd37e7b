package io.qubinode.mcp.assistant.document.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.Passage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPageTest {

    @TempDir
    Path folder;

    @Test
    void writesSectionsListsTablesAndCodeAndNothingBesideTheDocument() throws IOException {
        assertThat(text("""
                <html><head><title>T</title><style>p {}</style></head><body><nav>Next</nav>
                <h1>Names
                    of <em>hosts</em><a class="headerlink" href="#n">¶</a></h1>
                <p>One<br>two  and
                   three.</p>
                <ul><li>first</li><li><p>second</p><ul><li>deep</li></ul></li><li></li></ul>
                <table>
                  <tr>
                    <th>port</th>
                    <td><p>53</p></td>
                  </tr>
                  <tr><th>zone</th><td></td><td>lab</td></tr>
                </table>
                before<div>a <b>b</b>&nbsp;c<p>d</p></div>
                <h2></h2><h3>Looking up</h3><pre># a name
                <span>dig</span>  -x

                  host

                </pre><script>alert(1)</script></body></html>""")).isEqualTo("""
                # Names of hosts

                One
                two and
                three.

                - first
                - second

                - deep

                -

                port\t53

                zone\t\tlab

                before

                a b c

                d

                ##

                ### Looking up

                ```
                # a name
                dig  -x

                  host
                ```""");
    }

    @Test
    void readsTheEncodingThatThePageNames() throws IOException {
        String page = "<meta charset='windows-1252'><p>Größe</p>";
        assertThat(WebPage.text(page.getBytes(Charset.forName("windows-1252")))).isEqualTo("Größe");
    }

    @Test
    void isCutAtItsHeadings() throws Exception {
        Path page = Files.writeString(
                folder.resolve("page.html"),
                "<h1>Names</h1><p>" + "Zones. ".repeat(300) + "</p><h2>Looking up</h2><pre># no heading\n"
                        + "dig\n".repeat(400) + "</pre>");
        assertThat(new DocumentReader().read(new DocumentFile("k", "page.html", page)))
                .extracting(Passage::headingPath)
                .containsOnly("Names", "Names > Looking up");
    }

    private static String text(String page) throws IOException {
        return WebPage.text(page.getBytes(UTF_8));
    }
}
