package io.qubinode.mcp.assistant.document.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.PageLink;
import io.qubinode.mcp.assistant.document.RepositoryStatus;
import io.qubinode.mcp.assistant.document.git.GitServer.Fault;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.assistant.document.reading.DocumentFile;
import io.qubinode.mcp.assistant.document.reading.DocumentFolders;
import io.qubinode.mcp.assistant.testing.Documents;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rest of the service sees of repositories, while their server is well and while it is not. */
class GitPullsTest {

    @TempDir
    Path temporary;

    private final IngestionProgress progress = new IngestionProgress();
    private final IngestionRequests requests = new IngestionRequests();
    private GitServer server;
    private GitAddress address;
    private Documents config;
    private GitPulls pulls;

    @BeforeEach
    void serve() throws Exception {
        server = new GitServer(temporary.resolve("server"), temporary);
        address = GitAddress.of(server.url("reader:swordfish@") + "#main:docs");
        config = new Documents(
                List.of(), temporary.resolve("index"), Optional.of(List.of(address)), server.authorities());
        pulls = new GitPulls(true, config, progress, requests);
    }

    @AfterEach
    void close() {
        pulls.stop(new ShutdownEvent());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(each -> each.getName().startsWith("git ")));
        server.close();
    }

    @Test
    void readsWhatIsPulledAndSaysWhatIsWrongWhileTheLastStateStays() throws Exception {
        String first = server.write("docs/ports.md", "# Ports\n").push();
        pulls.start(new StartupEvent());
        await().until(() ->
                status().equals(new RepositoryStatus(address.name(), Optional.of(first), Optional.empty())));
        DocumentFile file = new DocumentFolders(config).documents().getFirst();
        assertThat(file.key()).isEqualTo(address.name() + "\nports.md").doesNotContain("swordfish");
        assertThat(link(file)).contains(server.url("") + "#" + first + ":docs/ports.md");

        server.fault = Fault.PAGE;
        await().until(() -> status().problem().isPresent());
        assertThat(status().commit()).contains(first);
        assertThat(status().trouble().orElseThrow())
                .contains("not a Git repository's; its documents are those of commit " + first.substring(0, 10))
                .doesNotContain("swordfish");
        assertThat(new DocumentFolders(config).documents()).hasSize(1);

        server.fault = Fault.NONE;
        String second = server.write("docs/names.md", "# Names\n").push();
        await().until(() -> status().commit().equals(Optional.of(second)));
        assertThat(status().problem()).isEmpty();
        assertThat(link(file)).contains(server.url("") + "#" + second + ":docs/ports.md");
        assertThat(new DocumentFolders(config).documents()).hasSize(2);
    }

    @Test
    void leavesDocumentsAloneOfWhichNothingIsKnownYet() {
        assertThat(new DocumentFolders(config).awaited()).containsExactly(address.name());
        assertThat(new DocumentFolders(config).missing()).isEmpty();
        server.fault = Fault.PAGE;
        pulls.start(new StartupEvent());
        await().until(() -> status().problem().isPresent());
        assertThat(status().trouble().orElseThrow()).endsWith("nothing of it was fetched yet.");
        assertThat(new DocumentFolders(config).awaited()).containsExactly(address.name());
    }

    @Test
    void asksNobodyWhileTheServiceIsOff() {
        new GitPulls(false, config, progress, requests).start(new StartupEvent());
        assertThat(progress.now().repositories()).isEmpty();
    }

    private RepositoryStatus status() {
        return progress.now().repositories().getFirst();
    }

    private Optional<String> link(DocumentFile file) {
        assertThat(DocumentFolder.nameIn(file.key())).isEqualTo(address.name());
        return new PermanentLinks(config).of(file.key(), file.source()).map(PageLink::page);
    }
}
