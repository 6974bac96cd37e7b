package io.qubinode.mcp.security.identity.jwt;

import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Keys that an issuer serves. They are kept for ten minutes, and for an hour while it does not answer. Anybody can send a token that
 * names an unknown key, so such tokens cost little: one request to the issuer at a time, none for a while after each, whether it
 * was answered or not, and only some callers wait for it. A token of a known key never waits. Safe to use from any thread that may block.
 */
final class RemoteKeys implements IssuerKeys, VerificationKeyResolver {

    private static final Logger LOG = Logger.getLogger(RemoteKeys.class);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration KEPT_ON_ERROR = Duration.ofHours(1);
    private static final int MOST_WAITING = 16;

    @FunctionalInterface
    interface Source {
        /** Longer than a request takes; two, where the issuer is first asked where its keys are. */
        Duration PATIENCE = Duration.ofSeconds(7);

        /** For one request. */
        Duration TIME = Duration.ofSeconds(3);

        /** Asks for them. Blocks for less than {@link #PATIENCE}. */
        List<JsonWebKey> fetch() throws IOException;
    }

    private record Known(List<JsonWebKey> keys, long since) {

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - since >= age.toNanos();
        }
    }

    private final Source source;
    private final Duration between;
    private final Duration kept;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private volatile Known known;
    // Both are guarded by this object.
    private CompletableFuture<Void> asking;
    private long next = System.nanoTime();

    /** @param between how long the issuer is left alone after it was asked */
    RemoteKeys(Source source, Duration between) {
        this(source, between, KEPT);
    }

    RemoteKeys(Source source, Duration between, Duration kept) {
        this.source = source;
        this.between = between;
        this.kept = kept;
    }

    @Override
    public VerificationKeyResolver resolver() {
        return this;
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        Known before = known;
        if (before != null && !before.isOlderThan(KEPT_ON_ERROR)) {
            if (before.isOlderThan(kept)) {
                ask();
            }
            Optional<Key> key = find(before, signature, nesting);
            if (key.isPresent()) {
                return key.get();
            }
        }
        ask().ifPresent(this::await);
        Known now = known;
        if (now == null || now == before) {
            throw new UnresolvableKeyException("The issuer did not tell of this key");
        }
        return new JwksVerificationKeyResolver(now.keys()).resolveKey(signature, nesting);
    }

    private static Optional<Key> find(Known known, JsonWebSignature signature, List<JsonWebStructure> nesting) {
        try {
            return Optional.of(new JwksVerificationKeyResolver(known.keys()).resolveKey(signature, nesting));
        } catch (UnresolvableKeyException e) {
            return Optional.empty();
        }
    }

    /** The request that is under way, a new one if it may be made; empty after a recent one. */
    private synchronized Optional<CompletableFuture<Void>> ask() {
        if (asking == null && System.nanoTime() - next >= 0) {
            asking = new CompletableFuture<>();
            Thread.ofVirtual().name("issuer-keys").start(this::fetch);
        }
        return Optional.ofNullable(asking);
    }

    private void fetch() {
        try {
            known = new Known(source.fetch(), System.nanoTime());
        } catch (IOException | RuntimeException e) {
            LOG.warnf("The issuer's keys cannot be read: %s", e.getMessage());
        } finally {
            asked().complete(null);
        }
    }

    private synchronized CompletableFuture<Void> asked() {
        CompletableFuture<Void> done = asking;
        asking = null;
        next = System.nanoTime() + between.toNanos();
        return done;
    }

    private void await(CompletableFuture<Void> request) {
        if (!places.tryAcquire()) {
            return;
        }
        try {
            request.get(Source.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("The issuer's keys are not waited for any longer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }
}
