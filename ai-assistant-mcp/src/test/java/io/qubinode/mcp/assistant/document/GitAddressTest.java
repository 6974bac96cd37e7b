package io.qubinode.mcp.assistant.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitAddressTest {

    @Test
    void hasBranchFolderAndCredentials() {
        var address = GitAddress.of(" https://reader:s%40cret@git.lab:8443/o/r.git#next/2026:/guides/en/ ");
        assertThat(address.uri()).hasToString("https://git.lab:8443/o/r.git");
        assertThat(address.user()).contains("reader");
        assertThat(address.password()).contains("s@cret");
        assertThat(address.branch()).contains("next/2026");
        assertThat(address.folder()).isEqualTo("guides/en");
        assertThat(address).hasToString("https://git.lab:8443/o/r.git#next/2026:guides/en");
    }

    @Test
    void takesTheRepositorysOwnBranchAndAllOfItByDefault() {
        var address = GitAddress.of("ssh://git@git.lab/r.git");
        assertThat(address.branch()).isEmpty();
        assertThat(address.folder()).isEmpty();
        assertThat(address).hasToString("ssh://git.lab/r.git");
        assertThat(GitAddress.of("https://git.lab/r#:docs")).hasToString("https://git.lab/r#:docs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://reader:swordfish@git.lab/r.git",
                "git://git.lab/r.git",
                "file:///srv/swordfish.git",
                "/srv/swordfish.git",
                "ext::sh -c swordfish",
                "git@git.lab:swordfish.git",
                "https://reader:swordfish@git.lab",
                "https://reader:swordfish@git.lab/",
                "https://reader:sword fish@git.lab/r.git",
                "https://git.lab/r.git?token=swordfish",
                "ssh://git:swordfish@git.lab/r.git",
                "https:///swordfish.git",
                ""
            })
    void isByHttpsOrSshAndNothingElse(String other) {
        assertThatThrownBy(() -> GitAddress.of(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an address such as https://")
                .hasMessageNotContaining("fish")
                .hasNoCause();
    }

    @Test
    void isKeptInAFolderOfItsOwnWhateverItsCredentials() {
        Path index = Path.of("/data/index");
        Path folder = DocumentFolder.ofRepository(index, GitAddress.of("https://u:p@git.lab/o/r.git#main:docs"));
        assertThat(folder.getParent()).isEqualTo(Path.of("/data/index-git"));
        assertThat(folder.getFileName().toString()).startsWith("r.git-");
        assertThat(DocumentFolder.ofRepository(index, GitAddress.of("https://git.lab/o/r.git#main:docs")))
                .isEqualTo(folder);
        assertThat(DocumentFolder.ofRepository(index, GitAddress.of("https://git.lab/o/r.git#main:en")))
                .isNotEqualTo(folder);
    }
}
