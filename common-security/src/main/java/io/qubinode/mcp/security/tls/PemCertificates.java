package io.qubinode.mcp.security.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates as PEM holds them, one after the other; other text between them is skipped. */
public final class PemCertificates {

    private PemCertificates() {}

    /**
     * Reads all.
     *
     * @throws IllegalArgumentException when there is none, or something that is none
     */
    public static List<X509Certificate> read(byte[] pem) {
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("it is not PEM with certificates", e);
        }
        throw new IllegalArgumentException("it holds no certificate");
    }
}
