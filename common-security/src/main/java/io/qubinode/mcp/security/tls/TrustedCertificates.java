package io.qubinode.mcp.security.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The authorities that may have signed the certificate of another system.
 *
 * @param store holds nothing else
 */
public record TrustedCertificates(KeyStore store) {

    /** Reads a file with one or more certificates in PEM. */
    public static final class Reader implements Converter<TrustedCertificates> {

        private static final long serialVersionUID = 1L;

        @Override
        public TrustedCertificates convert(String file) {
            try (var pem = Files.newInputStream(Path.of(file.strip()))) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    store.setCertificateEntry("authority-" + store.size(), each);
                }
                if (store.size() > 0) {
                    return new TrustedCertificates(store);
                }
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException("not a readable file with certificates in PEM", e);
            }
            throw new IllegalArgumentException("not a readable file with certificates in PEM");
        }
    }
}
