package io.qubinode.mcp.assistant.document.git;

import io.qubinode.mcp.assistant.document.GitAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** A branch of a repository on its server, for one pull. */
final class Remote {

    private static final String FETCHED = "refs/fetched";
    private static final int LONGEST_CAUSES = 10;

    /** Statuses from here on say what is wrong. */
    private static final int REFUSED = 400;

    private final GitAddress address;
    private final Checkout.Settings settings;
    private final PullLimits limits;
    private final HttpsConnections connections;
    private final SshCommand ssh;
    private final String branch;

    Remote(GitAddress address, Checkout.Settings settings) {
        this.address = address;
        this.settings = settings;
        this.limits = new PullLimits(settings.bytes(), settings.longest());
        this.connections = new HttpsConnections(address.uri(), settings.authorities(), limits);
        this.ssh = new SshCommand(settings.ssh(), limits, settings.longest());
        this.branch = address.branch().map(Constants.R_HEADS::concat).orElse(Constants.HEAD);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Transport transport) throws IOException;
    }

    /** The branch's newest commit. */
    ObjectId newest() throws PullFailed {
        return ask(null, transport -> {
            try (var asked = transport.openFetch(List.of(new RefSpec(branch)))) {
                return commit(asked.getRef(branch));
            }
        });
    }

    /** Adds the branch's newest commit without those before it, also when it does not follow what is there. */
    ObjectId fetch(Repository into) throws PullFailed {
        return ask(into, transport -> {
            transport.setDepth(1);
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setCheckFetchedObjects(false);
            var spec = new RefSpec("+" + branch + ":" + FETCHED);
            return commit(
                    transport.fetch(NullProgressMonitor.INSTANCE, List.of(spec)).getAdvertisedRef(branch));
        });
    }

    private ObjectId commit(Ref found) throws PullFailed {
        if (found == null || found.getObjectId() == null) {
            throw new PullFailed(
                    address.branch().map(name -> "has no branch " + name).orElse("has no branch of its own"), null);
        }
        return found.getObjectId();
    }

    private <T> T ask(Repository into, Question<T> question) throws PullFailed {
        try (Transport transport = into == null ? Transport.open(uri()) : Transport.open(into, uri())) {
            if (transport instanceof TransportHttp http) {
                http.setHttpConnectionFactory(connections);
                http.setTimeout(Math.toIntExact(Math.max(1, settings.patience().toSeconds())));
            } else if (transport instanceof SshTransport bySsh) {
                bySsh.setSshSessionFactory(ssh);
            } else {
                throw new IllegalStateException("Neither https nor ssh: " + transport.getClass());
            }
            transport.setCredentialsProvider(address.user()
                    .map(user -> new UsernamePasswordCredentialsProvider(
                            user, address.password().orElse("")))
                    .orElse(null));
            return question.ask(transport);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Without a password, which JGit would repeat in its messages. */
    private URIish uri() {
        try {
            var uri = new URIish(address.uri().toString());
            return "ssh".equals(uri.getScheme()) ? uri.setUser(address.user().orElse(null)) : uri;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private PullFailed failure(IOException e) {
        List<Throwable> causes = Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(LONGEST_CAUSES)
                .toList();
        for (Throwable cause : causes) {
            if (cause instanceof PullFailed known) {
                return known;
            } else if (cause instanceof SSLHandshakeException) {
                return new PullFailed("shows a certificate that no trusted authority signed (RAG_GIT_CA_FILE)", e);
            }
        }
        if (limits.isTooLarge()) {
            return PullLimits.tooLarge(settings.bytes());
        } else if (limits.isTooLate() || causes.stream().anyMatch(InterruptedIOException.class::isInstance)) {
            return new PullFailed("does not answer in time", e);
        } else if (connections.status() >= REFUSED) {
            return new PullFailed("answers with status " + connections.status(), e);
        } else if ("ssh".equals(address.uri().getScheme())) {
            return new PullFailed(
                    "cannot be reached by ssh; the log says why",
                    ssh.said().isEmpty() ? e : new IOException(ssh.said(), e));
        } else if (!(e instanceof TransportException)) {
            return new PullFailed("cannot be kept on this disk", e);
        }
        return new PullFailed(
                connections.status() == 0 ? "cannot be reached" : "answers something that is not a Git repository's",
                e);
    }
}
