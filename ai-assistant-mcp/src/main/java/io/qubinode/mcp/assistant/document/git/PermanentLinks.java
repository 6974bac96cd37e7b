package io.qubinode.mcp.assistant.document.git;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.DocumentLinks;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.PageLink;
import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a repository's documents can be seen on the web at the commit that is searched. */
@Singleton
final class PermanentLinks implements DocumentLinks {

    /** How hosts name a file of a commit, and lines of its source. */
    private enum Form {
        GITHUB("/blob/%s/", "?plain=1#L%1$d-L%2$d"),
        GITLAB("/-/blob/%s/", "?plain=1#L%1$d-%2$d"),
        GITEA("/src/commit/%s/", "?display=source#L%1$d-L%2$d");

        private final String page;
        private final String lines;

        Form(String page, String lines) {
            this.page = page;
            this.lines = lines;
        }
    }

    private static final Map<String, Form> BY_NAME = Map.of(
            "github", Form.GITHUB,
            "gitlab", Form.GITLAB,
            "gitea", Form.GITEA,
            "forgejo", Form.GITEA,
            "codeberg", Form.GITEA);

    private final Map<String, GitAddress> repositories;
    private final Path index;

    @Inject
    PermanentLinks(DocumentsConfig config) {
        index = config.index();
        repositories = config.git().repositories().orElse(List.of()).stream()
                .collect(Collectors.toMap(GitAddress::name, Function.identity(), (one, same) -> one));
    }

    @Override
    public Optional<PageLink> of(String key, String source) {
        return Optional.ofNullable(repositories.get(DocumentFolder.nameIn(key)))
                .flatMap(address -> Checkout.commitIn(DocumentFolder.ofRepository(index, address))
                        .map(commit -> page(address, commit, source)));
    }

    static PageLink page(GitAddress address, String commit, String source) {
        String file = encoded(address.folder().isEmpty() ? source : address.folder() + "/" + source);
        return form(address.uri().getHost())
                .map(form -> new PageLink(
                        "https://" + address.uri().getHost() + port(address)
                                + address.uri()
                                        .getRawPath()
                                        .replaceFirst("(?<!/)/+$", "")
                                        .replaceFirst("\\.git$", "")
                                + form.page.formatted(commit) + file,
                        DocumentReader.keepsLines(source) ? form.lines : ""))
                .orElseGet(() -> new PageLink(address.uri() + "#" + commit + ":" + file, ""));
    }

    /** That of ssh is not the web's. */
    private static String port(GitAddress address) {
        int port = address.uri().getPort();
        return port < 0 || "ssh".equals(address.uri().getScheme()) ? "" : ":" + port;
    }

    private static Optional<Form> form(String host) {
        return List.of(host.toLowerCase(Locale.ROOT).split("[.-]")).stream()
                .map(BY_NAME::get)
                .filter(known -> known != null)
                .findFirst();
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
