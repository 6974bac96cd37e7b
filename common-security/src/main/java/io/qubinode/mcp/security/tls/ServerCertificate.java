package io.qubinode.mcp.security.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its key, known to belong together: Vert.x would take two that do not, and then fail each handshake.
 *
 * @param options for a listener
 * @param store the same as the platform's own type
 * @param end from when on no client takes it any more
 */
record ServerCertificate(PemKeyCertOptions options, KeyStore store, Instant end) {

    private static final byte[] SAMPLE = "qubinode-mcp".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads both files.
     *
     * @param pem the certificate's and the key's
     * @throws IllegalArgumentException when they cannot be used, in one sentence
     */
    static ServerCertificate read(List<byte[]> pem) {
        X509Certificate certificate = PemCertificates.read(pem.getFirst()).getFirst();
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            throw new IllegalArgumentException("the certificate ended on " + end);
        }
        var options = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(pem.getFirst()))
                .addKeyValue(Buffer.buffer(pem.getLast()));
        requirePair(certificate, key(certificate, options));
        return new ServerCertificate(options, store(options), end);
    }

    /** The files in the order of {@link #read}. */
    static List<Path> files(TlsSettings settings) {
        return List.of(
                Path.of(settings.certificateFile().orElseThrow()),
                Path.of(settings.keyFile().orElseThrow()));
    }

    private static PrivateKey key(X509Certificate certificate, PemKeyCertOptions options) {
        String kind = certificate.getPublicKey().getAlgorithm();
        try {
            // No Vert.x is needed for what is no file.
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

    private static KeyStore store(PemKeyCertOptions options) {
        try {
            return options.loadKeyStore(null);
        } catch (Exception e) {
            throw new IllegalArgumentException(notPair(), e);
        }
    }

    private static void requirePair(X509Certificate certificate, PrivateKey key) {
        try {
            String kind = key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
            var signature = Signature.getInstance("SHA256with" + kind);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
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
