package io.qubinode.mcp.security.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its key, known to belong together: a listener would take two that do not, and then fail each handshake.
 *
 * @param alias tells it from all others
 * @param chain the certificate first, then those that lead to its authority
 * @param key its key
 */
record ServerCertificate(String alias, List<X509Certificate> chain, PrivateKey key) {

    private static final byte[] SAMPLE = "qubinode-mcp".getBytes(StandardCharsets.US_ASCII);

    ServerCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both files.
     *
     * @param pem the certificate's and the key's
     * @throws IllegalArgumentException when they cannot be used, in one sentence
     */
    static ServerCertificate read(List<byte[]> pem) {
        List<X509Certificate> chain = PemCertificates.read(pem.getFirst());
        var certificate = new ServerCertificate(UUID.randomUUID().toString(), chain, key(chain.getFirst(), pem));
        if (certificate.end().isBefore(Instant.now())) {
            throw new IllegalArgumentException("the certificate ended on " + certificate.end());
        }
        certificate.requirePair();
        return certificate;
    }

    /** The files in the order of {@link #read}. */
    static List<Path> files(TlsSettings settings) {
        return List.of(
                Path.of(settings.certificateFile().orElseThrow()),
                Path.of(settings.keyFile().orElseThrow()));
    }

    /** From when on no client takes it any more. */
    Instant end() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** The kind of its key as TLS names it, RSA or EC. */
    String kind() {
        return key.getAlgorithm();
    }

    /** Vert.x reads what the platform does not: the forms in which OpenSSL writes keys. */
    private static PrivateKey key(X509Certificate certificate, List<byte[]> pem) {
        var options = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(pem.getFirst()))
                .addKeyValue(Buffer.buffer(pem.getLast()));
        String kind = certificate.getPublicKey().getAlgorithm();
        try {
            // No Vert.x is needed for what is not a file.
            for (KeyManager manager : options.getKeyManagerFactory(null).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys && keys.getServerAliases(kind, null) != null) {
                    return keys.getPrivateKey(keys.getServerAliases(kind, null)[0]);
                }
            }
        } catch (Exception e) {
            throw new IllegalArgumentException(notPair(), e);
        }
        throw new IllegalArgumentException(notPair());
    }

    private void requirePair() {
        try {
            var signature = Signature.getInstance("SHA256with" + (kind().equals("EC") ? "ECDSA" : kind()));
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(chain.getFirst().getPublicKey());
            signature.update(SAMPLE);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(notPair(), e);
        }
        throw new IllegalArgumentException(notPair());
    }

    private static String notPair() {
        return "the key is not the one of the certificate, or not an RSA or EC key in PEM without a password";
    }
}
