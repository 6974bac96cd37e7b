package io.qubinode.mcp.security.identity.jwt;

import io.qubinode.mcp.security.identity.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** Where an issuer's public keys are, and how a change of them comes through. */
sealed interface IssuerKeys permits IssuerKeys.InFile, RemoteKeys {

    VerificationKeyResolver resolver();

    /** Of this file or address; without either, of where the issuer says. */
    static IssuerKeys at(Optional<String> place, String issuer) {
        var request = new IssuerRequest();
        return place.<IssuerKeys>map(known -> KeyAddress.is(known)
                        ? new RemoteKeys(() -> request.keys(known), BETWEEN)
                        : new InFile(Path.of(known)))
                .orElseGet(() -> new RemoteKeys(new DiscoveredKeys(issuer), BETWEEN));
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

        void refresh() {
            file.refresh();
        }

        Optional<String> problem() {
            return file.problem();
        }
    }
}
