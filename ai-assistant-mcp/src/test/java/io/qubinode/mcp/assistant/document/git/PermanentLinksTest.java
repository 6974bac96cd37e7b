package io.qubinode.mcp.assistant.document.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.assistant.document.GitAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermanentLinksTest {

    @ParameterizedTest
    @CsvSource({
        "https://github.com/o/r.git#main:docs, a b.md, https://github.com/o/r/blob/c0ffee/docs/a%20b.md?plain=1#L3-L7",
        "ssh://git@github.com:22/o/r.git, a.adoc, https://github.com/o/r/blob/c0ffee/a.adoc?plain=1#L3-L7",
        "https://github.com/o/r, page.html, https://github.com/o/r/blob/c0ffee/page.html",
        "https://github.com/o/r/, n.rst, https://github.com/o/r/blob/c0ffee/n.rst",
        "https://u:p@gitlab.lab.example:8443/g/s/r.git, a.md,"
                + " https://gitlab.lab.example:8443/g/s/r/-/blob/c0ffee/a.md?plain=1#L3-7",
        "https://codeberg.org/o/r, a?#.md, https://codeberg.org/o/r/src/commit/c0ffee/a%3F%23.md?display=source#L3-L7",
        "https://git-gitea.lab/o/r.git, a.md, https://git-gitea.lab/o/r/src/commit/c0ffee/a.md?display=source#L3-L7",
        "https://u:p@git.lab/notgithub/r.git#main:docs, a.md, https://git.lab/notgithub/r.git#c0ffee:docs/a.md",
        "ssh://git@git.lab/r.git, a.md, ssh://git.lab/r.git#c0ffee:a.md"
    })
    void haveTheFormOfTheHostAndTheCommit(String address, String source, String link) {
        assertThat(PermanentLinks.page(GitAddress.of(address), "c0ffee", source).of(3, 7))
                .isEqualTo(link);
    }
}
