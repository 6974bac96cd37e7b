package io.qubinode.mcp.security.identity.jwt;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Reads public keys: a JWKS, or PEM with keys and certificates, several of them during a rotation. */
final class PublicKeys {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END \\1-----");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private PublicKeys() {}

    /**
     * Reads all keys.
     *
     * @throws IllegalArgumentException when there is none, or what is there is no public key
     */
    static List<JsonWebKey> read(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).strip();
        try {
            List<JsonWebKey> keys = text.startsWith("{") ? new JsonWebKeySet(text).getJsonWebKeys() : pem(text);
            if (keys.isEmpty() || !keys.stream().allMatch(PublicKeys::isOnlyPublic)) {
                throw new IllegalArgumentException("it holds no public keys alone");
            }
            return List.copyOf(keys);
        } catch (JoseException | GeneralSecurityException e) {
            throw new IllegalArgumentException("it is neither a JWKS nor PEM with public keys or certificates", e);
        }
    }

    private static boolean isOnlyPublic(JsonWebKey key) {
        return key instanceof PublicJsonWebKey pair && pair.getPrivateKey() == null;
    }

    private static List<JsonWebKey> pem(String text) throws JoseException, GeneralSecurityException {
        var keys = new ArrayList<JsonWebKey>();
        var block = PEM.matcher(text);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            keys.add(PublicJsonWebKey.Factory.newPublicJwk(
                    block.group(1).equals("CERTIFICATE") ? ofCertificate(der) : ofKey(der)));
        }
        return keys;
    }

    private static PublicKey ofCertificate(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    /** The kind stands in the encoding, but the platform reads it only by its name. */
    private static PublicKey ofKey(byte[] der) throws GeneralSecurityException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                continue;
            }
        }
        throw new InvalidKeySpecException("none of " + KINDS);
    }
}
