package io.qubinode.mcp.assistant.status;

import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads what the build has written down of itself. */
@Singleton
final class DeploymentFacts {

    @Produces
    @Singleton
    Deployment deployment(@ConfigProperty(name = "quarkus.application.version") String version) {
        return new Deployment(
                version,
                commit(),
                String.join(",", ConfigUtils.getProfiles()),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<String> commit() {
        var git = new Properties();
        try (InputStream file = DeploymentFacts.class.getResourceAsStream("/git.properties")) {
            if (file != null) {
                git.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String dirty = Boolean.parseBoolean(git.getProperty("git.dirty")) ? "-dirty" : "";
        return Optional.ofNullable(git.getProperty("git.commit.id.abbrev"))
                .filter(commit -> !commit.isBlank())
                .map(commit -> commit + dirty);
    }
}
