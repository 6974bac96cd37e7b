package io.qubinode.mcp.endpoints.mcp.stateless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.qubinode.mcp.security.core.CallerId;
import io.qubinode.mcp.security.core.Fingerprint;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
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
 * good once. The key lives as long as the process: what was asked before a restart is asked again.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr">MCP 2026-07-28: Multi Round-Trip Requests</a>
 */
@Singleton
final class RequestState {

    /** As long as a person may think about it. */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final String REQUEST = "req";
    private static final String REPLIES = "rep";

    private final OctetSequenceJsonWebKey key;
    private final JwtConsumer reader;
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder().expireAfterWrite(VALID.plusMinutes(1)).build();

    RequestState() {
        key = OctJwkGenerator.generateJwk(256);
        reader = new JwtConsumerBuilder()
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
        sealing.setKey(key.getKey());
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
        try {
            JwtClaims claims = reader.processToClaims(state);
            String id = claims.getJwtId();
            boolean fits = claims.getSubject().equals(subject(caller))
                    && digest(method, params).equals(claims.getStringClaimValue(REQUEST));
            return fits
                    ? ToolJson.object(claims.getStringClaimValue(REPLIES))
                            .map(replies ->
                                    new Opened(replies, () -> used.asMap().putIfAbsent(id, true) == null))
                    : Optional.empty();
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private static String subject(CallerId caller) {
        return caller.method() + ' ' + caller.client();
    }

    private static String digest(String method, ObjectNode params) {
        return Fingerprint.of(method, Fingerprint.text(params));
    }
}
