package io.qubinode.mcp.assistant.document.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.DocumentUri;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.resource.ListedResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentResourcesTest {

    private static final String MARKDOWN = "# Pools\n\n| a | b |\n|---|---|\n\n`virsh pool-list`\n";

    @TempDir
    Path temporary;

    private Path folder;
    private DocumentResources resources;

    @BeforeEach
    void documents() throws IOException {
        folder = Files.createDirectories(temporary.resolve("docs/guides")).getParent();
        Files.writeString(folder.resolve("guides/pools.md"), MARKDOWN);
        Files.writeString(folder.resolve("page.html"), "<h1>Names</h1><p>Zones</p>");
        Files.writeString(folder.resolve("my secrets.yml"), "password: x");
        Files.writeString(folder.resolve(".hidden.bin"), "x");
        Files.writeString(temporary.resolve("outside.md"), "outside");
        Files.createSymbolicLink(folder.resolve("link.md"), temporary.resolve("outside.md"));
        resources = new DocumentResources(
                new DocumentFolders(List.of(folder), List.of(), List.of(SourceGlob.of("*secret*.yml"))),
                new DocumentReader());
    }

    @Test
    void givesTheSourceAsItIsWritten() {
        assertThat(resources.read("docs://guides/pools.md").text()).isEqualTo(MARKDOWN);
        assertThat(resources.read("docs://guides/pools.md").mimeType()).isEqualTo("text/markdown");
    }

    @Test
    void givesTheTextOfAPage() {
        assertThat(resources.read("docs://page.html").text()).isEqualTo("# Names\n\nZones");
        assertThat(resources.read("docs://page.html").mimeType()).isEqualTo("text/markdown");
    }

    @Test
    void givesSomeLines() {
        assertThat(resources.read("docs://guides/pools.md#L3-L4").text()).isEqualTo("| a | b |\n|---|---|");
        assertThat(resources.read("docs://guides/pools.md#L1").text()).isEqualTo("# Pools");
        assertThat(resources.read("docs://guides/pools.md#L6-L99").text()).isEqualTo("`virsh pool-list`");
    }

    @Test
    void takesAPathThatIsEncodedMoreThanItMust() {
        assertThat(resources.read("docs://guides%2Fpools.md").text()).isEqualTo(MARKDOWN);
    }

    @Test
    void namesPathsOfAllLetters() throws IOException {
        for (String name : List.of("a b+c#d?e%f.md", "dés:coché.md", "1:2.md")) {
            Files.writeString(folder.resolve(name), name);
            assertThat(resources.resources()).extracting(ListedResource::uri).contains(DocumentUri.of(name));
            assertThat(resources.read(DocumentUri.of(name)).text()).isEqualTo(name);
        }
    }

    @Test
    void listsWhatCanBeReadAndNothingElse() {
        assertThat(resources.resources())
                .extracting(ListedResource::uri)
                .containsExactlyInAnyOrder("docs://guides/pools.md", "docs://page.html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs://../outside.md",
                "docs://guides/../../outside.md",
                "docs://guides/..%2F..%2Foutside.md",
                "docs:///etc/passwd",
                "docs://link.md",
                "docs://my%20secrets.yml",
                "docs://.hidden.bin",
                "docs://guides",
                "docs://",
                "docs://%zz",
                "docs://guides/pools.md#L0",
                "docs://guides/pools.md#L7-L8",
                "docs://guides/pools.md#L4-L3",
                "docs://guides/pools.md#pools"
            })
    void findsNothingOutsideTheFoldersOrExcluded(String uri) {
        assertThatThrownBy(() -> resources.read(uri))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void namesTheNearestPath() {
        assertThatThrownBy(() -> resources.read("docs://pools.md")).hasMessageContaining("guides/pools.md");
    }

    @Test
    void boundsWhatItGivesAndSaysHowToReadTheRest() throws IOException {
        Files.writeString(folder.resolve("long.md"), "word word\n".repeat(150_000));
        assertThatThrownBy(() -> resources.read("docs://long.md")).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(e.error().hint()).contains("docs://long.md#L1-L1000");
        });
        assertThat(resources.read("docs://long.md#L1-L1000").text().lines()).hasSize(1_000);
    }
}
