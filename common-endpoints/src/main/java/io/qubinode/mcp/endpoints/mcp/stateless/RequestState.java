package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Fingerprint;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.store.ExpiringStore;
import io.qubinode.mcp.security.store.Stores;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.OctetSequenceJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * What a client carries from a question to the repetition of its request: sealed, for one caller and one request, for some minutes, and
 * good once, at any replica. Without replicas the key lives as long as the process: what was asked before a restart is asked again.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr">MCP 2026-07-28: Multi Round-Trip Requests</a>
 */
@Singleton
final class RequestState {

    private static final Logger LOG = Logger.getLogger(RequestState.class);

    /** As long as a person may think about it. */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final String REQUEST = "req";
    private static final String REPLIES = "rep";
    private static final String KEY = "key";

    private final Optional<ExpiringStore> shared;
    private final Key own = new Key(OctJwkGenerator.generateJwk(256), Optional.empty());
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder().expireAfterWrite(VALID.plusMinutes(1)).build();

    /** @param store of replicas; empty for this process's own */
    private record Key(OctetSequenceJsonWebKey jwk, Optional<ExpiringStore> store) {}

    @Inject
    RequestState(Stores stores) {
        shared = stores.questions();
    }

    /** That of all replicas, for a day; this one's own as long as the others cannot be asked for it. */
    private Key key() {
        if (shared.isPresent()) {
            try {
                return sharedKey(shared.get());
            } catch (IOException e) {
                LOG.warnf(
                        e,
                        "Answers to questions are good at this replica only, until %s can be used",
                        shared.get().place());
            }
        }
        return own;
    }

    private static Key sharedKey(ExpiringStore store) throws IOException {
        Optional<ObjectNode> found = store.find(KEY);
        if (found.isEmpty()) {
            var mine = ToolJson.MAPPER.createObjectNode();
            mine.put(KEY, OctJwkGenerator.generateJwk(256).toJson(OutputControlLevel.INCLUDE_SYMMETRIC));
            store.add(KEY, mine);
            found = store.find(KEY);
        }
        try {
            String json = found.orElseThrow(() -> new IOException("The key was not kept"))
                    .path(KEY)
                    .asText();
            return new Key((OctetSequenceJsonWebKey) JsonWebKey.Factory.newJwk(json), Optional.of(store));
        } catch (JoseException e) {
            throw new IOException(e);
        }
    }

    /** @param replies what was answered before, by the keys of the questions */
    String sealed(CallerId caller, String method, ObjectNode params, ObjectNode replies) {
        var claims = new JwtClaims();
        claims.setSubject(subject(caller));
        claims.setClaim(REQUEST, digest(method, params));
        claims.setClaim(REPLIES, replies.toString());
        claims.setGeneratedJwtId();
        claims.setExpirationTimeMinutesInTheFuture(VALID.toMinutes());
        var sealing = new JsonWebEncryption();
        sealing.setPayload(claims.toJson());
        sealing.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.DIRECT);
        sealing.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
        sealing.setKey(key().jwk().getKey());
        try {
            return sealing.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A state that was opened.
     *
     * @param replies what was answered before, by the keys of the questions
     * @param use whether it may be used now: once
     */
    record Opened(ObjectNode replies, BooleanSupplier use) {}

    /** Empty when it is not of this caller and this request, or too old. */
    Optional<Opened> opened(String state, CallerId caller, String method, ObjectNode params) {
        return Stream.of(key(), own)
                .distinct()
                .flatMap(key -> opened(key, state, caller, method, params).stream())
                .findFirst();
    }

    private Optional<Opened> opened(Key key, String state, CallerId caller, String method, ObjectNode params) {
        try {
            JwtClaims claims = reader(key.jwk()).processToClaims(state);
            String id = claims.getJwtId();
            boolean fits = claims.getSubject().equals(subject(caller))
                    && digest(method, params).equals(claims.getStringClaimValue(REQUEST));
            return fits
                    ? ToolJson.object(claims.getStringClaimValue(REPLIES))
                            .map(replies -> new Opened(replies, () -> use(key, caller, id)))
                    : Optional.empty();
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private boolean use(Key key, CallerId caller, String id) {
        if (key.store().isEmpty()) {
            return used.asMap().putIfAbsent(id, true) == null;
        }
        ExpiringStore store = key.store().get();
        try {
            return store.add(ExpiringStore.name(caller, id), ToolJson.MAPPER.createObjectNode());
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.INTERNAL,
                    "Whether these answers were used before cannot be told now, so nothing was done.",
                    "Call again. If this continues, an operator must look at " + store.place() + ".",
                    e);
        }
    }

    private static JwtConsumer reader(OctetSequenceJsonWebKey key) {
        return new JwtConsumerBuilder()
                .setDisableRequireSignature()
                .setEnableRequireEncryption()
                .setDecryptionKey(key.getKey())
                .setJweAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, KeyManagementAlgorithmIdentifiers.DIRECT))
                .setJweContentEncryptionAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, ContentEncryptionAlgorithmIdentifiers.AES_256_GCM))
                .setRequireExpirationTime()
                .setRequireJwtId()
                .setRequireSubject()
                .build();
    }

    private static String subject(CallerId caller) {
        return caller.method() + ' ' + caller.client();
    }

    private static String digest(String method, ObjectNode params) {
        return Fingerprint.of(method, Fingerprint.text(params));
    }
}
