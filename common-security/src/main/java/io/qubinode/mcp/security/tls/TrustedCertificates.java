package io.qubinode.mcp.security.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The authorities that may have signed the certificate of another system.
 *
 * @param store holds nothing else
 */
public record TrustedCertificates(KeyStore store) {

    public static final class Reader implements Converter<TrustedCertificates> {

        private static final long serialVersionUID = 1L;

        @Override
        public TrustedCertificates convert(String file) {
            try {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (X509Certificate each : PemCertificates.read(Files.readAllBytes(Path.of(file.strip())))) {
                    store.setCertificateEntry("authority-" + store.size(), each);
                }
                return new TrustedCertificates(store);
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                throw new IllegalArgumentException("not a readable file with certificates in PEM", e);
            }
        }
    }
}
