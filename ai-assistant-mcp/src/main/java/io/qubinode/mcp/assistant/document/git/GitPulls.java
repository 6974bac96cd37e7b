package io.qubinode.mcp.assistant.document.git;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.RepositoryStatus;
import io.qubinode.mcp.assistant.document.ingestion.IngestionProgress;
import io.qubinode.mcp.assistant.document.ingestion.IngestionRequests;
import io.qubinode.mcp.security.config.McpConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Pulls the repositories beside the service, each on a thread of its own, so that a server that hangs holds up no other. */
@Singleton
final class GitPulls {

    private static final Logger LOG = Logger.getLogger(GitPulls.class);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);

    private final boolean enabled;
    private final DocumentsConfig config;
    private final IngestionProgress progress;
    private final IngestionRequests requests;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    GitPulls(McpConfig mcp, DocumentsConfig config, IngestionProgress progress, IngestionRequests requests) {
        this(mcp.enabled(), config, progress, requests);
    }

    GitPulls(boolean enabled, DocumentsConfig config, IngestionProgress progress, IngestionRequests requests) {
        this.enabled = enabled;
        this.config = config;
        this.progress = progress;
        this.requests = requests;
    }

    void start(@Observes StartupEvent event) {
        List<GitAddress> repositories = config.git().repositories().orElse(List.of());
        var settings = new Checkout.Settings(
                config.git().caFile(), (long) config.git().maxSizeMib().mebibytes() << 20);
        var known = new HashSet<String>();
        for (GitAddress address : enabled ? repositories : List.<GitAddress>of()) {
            if (!known.add(address.name())) {
                continue;
            }
            var checkout = new Checkout(address, DocumentFolder.ofRepository(config.index(), address), settings);
            progress.repository(new RepositoryStatus(address.name(), checkout.commit(), Optional.empty()));
            Thread.ofPlatform().name("git " + address.uri().getHost()).daemon().start(() -> keep(address, checkout));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void keep(GitAddress address, Checkout checkout) {
        Optional<String> before = Optional.empty();
        try {
            Duration pause;
            do {
                Optional<String> problem = pull(address, checkout, before);
                progress.repository(new RepositoryStatus(address.name(), checkout.commit(), problem));
                Duration interval = config.git().interval();
                pause = problem.isPresent() && interval.compareTo(AFTER_A_FAILURE) > 0 ? AFTER_A_FAILURE : interval;
                before = problem;
            } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("Repositories are pulled no longer", e);
        }
    }

    /** What went wrong. The log has it once. */
    private Optional<String> pull(GitAddress address, Checkout checkout, Optional<String> before) {
        try {
            if (checkout.pull()) {
                requests.read(false);
            }
            return Optional.empty();
        } catch (PullFailed e) {
            if (!before.equals(Optional.of(e.getMessage()))) {
                LOG.warnf("%s %s (%s)", address, e.getMessage(), e.getCause());
            }
            return Optional.of(e.getMessage());
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            LOG.warnf(e, "%s cannot be pulled", address);
            return Optional.of("cannot be pulled; the log says why");
        }
    }
}
