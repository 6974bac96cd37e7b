package io.qubinode.mcp.security.identity.jwt;

import io.qubinode.mcp.security.identity.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** Where an issuer's public keys are, and how a change of them comes through. */
sealed interface IssuerKeys permits DiscoveredKeys, IssuerKeys.InFile, IssuerKeys.Remote {

    /** Finds the key that a token names. */
    VerificationKeyResolver resolver();

    /** Of this file or address; without either, of where the issuer says. */
    static IssuerKeys at(Optional<String> place, String issuer) {
        return place.<IssuerKeys>map(
                        known -> KeyAddress.is(known) ? new Remote(known, BETWEEN) : new InFile(Path.of(known)))
                .orElseGet(() -> new DiscoveredKeys(issuer, BETWEEN));
    }

    /** How long the issuer is left alone after it was asked. */
    Duration BETWEEN = Duration.ofSeconds(10);

    /** In a file that is read again when it changes. */
    final class InFile implements IssuerKeys {
        private final WatchedFiles<List<JsonWebKey>> file;

        InFile(Path path) {
            file = new WatchedFiles<>(path, PublicKeys::read);
        }

        @Override
        public VerificationKeyResolver resolver() {
            return (signature, nesting) ->
                    new JwksVerificationKeyResolver(file.content()).resolveKey(signature, nesting);
        }

        void look() {
            file.look();
        }

        Optional<String> problem() {
            return file.problem();
        }
    }

    /**
     * At an address, kept for ten minutes; when it does not answer, known keys stay for an hour.
     *
     * @param between a token that names an unknown key makes it be asked again, but not more often than this, so that forged tokens
     *     cannot make us flood the issuer
     */
    record Remote(String address, Duration between) implements IssuerKeys {
        private static final Duration KEPT = Duration.ofMinutes(10);
        private static final Duration KEPT_ON_ERROR = Duration.ofHours(1);
        private static final int MILLISECONDS = 3_000;
        private static final int LARGEST = 512 * 1024;

        @Override
        public VerificationKeyResolver resolver() {
            var jwks = new HttpsJwks(address);
            jwks.setSimpleHttpGet(get());
            jwks.setDefaultCacheDuration(KEPT.toSeconds());
            jwks.setRetainCacheOnErrorDuration(KEPT_ON_ERROR.toSeconds());
            jwks.setRefreshReprieveThreshold(between.toMillis());
            return new HttpsJwksVerificationKeyResolver(jwks);
        }

        /** What asks an issuer. */
        static Get get() {
            var get = new Get();
            get.setConnectTimeout(MILLISECONDS);
            get.setReadTimeout(MILLISECONDS);
            get.setRetries(1);
            get.setResponseBodySizeLimit(LARGEST);
            return get;
        }
    }
}
