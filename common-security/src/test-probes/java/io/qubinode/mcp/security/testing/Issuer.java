package io.qubinode.mcp.security.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues real tokens. */
public final class Issuer {

    public static final String NAME = "https://sso.lab.example/realms/lab";
    public static final String AUDIENCE = "https://mcp.lab.example/mcp";

    private final KeyPair keys;

    /** With a key of this kind: RSA, EC or Ed25519. */
    public Issuer(String kind) {
        try {
            keys = kind.equals("RSA") ? rsa() : generated(kind);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair generated(String kind) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(256);
        }
        return generator.generateKeyPair();
    }

    /** Made by OpenSSL, because Java without its second compiler takes seconds. */
    private static KeyPair rsa() throws GeneralSecurityException, IOException {
        Process process = new ProcessBuilder(
                        "openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String pem = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        var factory = KeyFactory.getInstance("RSA");
        var key = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
        var open = factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        return new KeyPair(open, key);
    }

    public KeyPair keys() {
        return keys;
    }

    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The settings of a service that takes the tokens of these issuers. */
    public static Map<String, String> settings(String name, Issuer... issuers) {
        Path file = Path.of("target", name + ".pem");
        try {
            Files.writeString(
                    file,
                    String.join("", List.of(issuers).stream().map(Issuer::pem).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "probe.mcp.auth.jwt.keys", file.toString(),
                "probe.mcp.auth.jwt.issuer", NAME,
                "probe.mcp.auth.jwt.audience", AUDIENCE);
    }

    /** The claims of a good token of this role. */
    public static JwtClaims claims(String role) {
        var claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(AUDIENCE);
        claims.setSubject("alice");
        claims.setStringListClaim("roles", "other", role);
        claims.setExpirationTime(inSeconds(600));
        return claims;
    }

    public static NumericDate inSeconds(long seconds) {
        return NumericDate.fromSeconds(NumericDate.now().getValue() + seconds);
    }

    /** A token of this role, good but for what is changed. */
    public String token(String algorithm, String role, Consumer<JwtClaims> change) {
        JwtClaims claims = claims(role);
        change.accept(claims);
        return sign(algorithm, keys.getPrivate(), claims);
    }

    public static String sign(String algorithm, Key key, JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setDoKeyValidation(false);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
