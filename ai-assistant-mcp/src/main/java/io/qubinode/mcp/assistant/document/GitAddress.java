package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * A branch of a Git repository, and a folder of it: {@code https://host/owner/repository.git#branch:folder}. The two parts behind the
 * {@code #} may be left out.
 *
 * @param uri with scheme, host, port and path only, because credentials are not to be shown
 * @param user who asks; empty for nobody
 * @param password or token; empty when none is needed
 * @param branch its name; empty for the one that the repository names as its own
 * @param folder without slashes around it; empty for all of the repository
 */
public record GitAddress(
        URI uri, Optional<String> user, Optional<String> password, Optional<String> branch, String folder) {

    private static final String FORM =
            "not an address such as https://host/owner/repository.git#branch:folder or ssh://git@host/repository.git";

    /** Reads it from the configuration, whose own way would lose why it is none. */
    public static final class Reader implements Converter<GitAddress> {

        private static final long serialVersionUID = 1L;

        @Override
        public GitAddress convert(String text) {
            return GitAddress.of(text);
        }
    }

    public GitAddress {
        requireNonNull(uri);
        requireNonNull(user);
        requireNonNull(password);
        requireNonNull(branch);
        requireNonNull(folder);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; its message does not repeat it
     */
    public static GitAddress of(String text) {
        try {
            URI whole = URI.create(text.strip());
            boolean https = "https".equals(whole.getScheme());
            boolean ssh = "ssh".equals(whole.getScheme());
            String[] who = whole.getUserInfo() == null
                    ? new String[0]
                    : whole.getUserInfo().split(":", 2);
            String path = whole.getPath();
            // A password would be of no use to ssh, which asks nobody.
            if (!https && !ssh
                    || whole.getHost() == null
                    || path == null
                    || path.replace("/", "").isEmpty()
                    || whole.getQuery() != null
                    || ssh && who.length > 1) {
                throw new IllegalArgumentException(FORM);
            }
            String[] part = (whole.getFragment() == null ? "" : whole.getFragment()).split(":", 2);
            return new GitAddress(
                    new URI(whole.getScheme(), null, whole.getHost(), whole.getPort(), path, null, null),
                    Optional.of(who).filter(given -> given.length > 0).map(given -> given[0]),
                    Optional.of(who).filter(given -> given.length > 1).map(given -> given[1]),
                    Optional.of(part[0]).filter(name -> !name.isEmpty()),
                    part.length < 2 ? "" : part[1].replaceAll("^/+|(?<!/)/+$", ""));
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Those of URI repeat the address with its credentials.
            throw new IllegalArgumentException(FORM);
        }
    }

    /** What this is called, without credentials: the same on every replica. */
    public String name() {
        String where = branch.orElse("") + (folder.isEmpty() ? "" : ":" + folder);
        return uri + (where.isEmpty() ? "" : "#" + where);
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return name();
    }
}
