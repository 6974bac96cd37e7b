package io.qubinode.mcp.security.identity.mtls;

import io.qubinode.mcp.security.tls.PemCertificates;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Who certifies clients, and whom they no longer certify. The platform's own verifier looks at chains: signatures, validity, what a
 * certificate is for, weak algorithms, and revocation by the given lists alone, so that nothing is asked over the network.
 *
 * @param certificates of the authorities
 * @param verifier of a client's chain
 * @param end from when on a list of what is revoked is too old, so that every certificate is refused; empty without lists
 */
record ClientAuthorities(List<X509Certificate> certificates, X509TrustManager verifier, Optional<Instant> end) {

    /**
     * Reads the files.
     *
     * @param files the authorities, and what they have revoked when there is such a file
     * @throws IllegalArgumentException when something in them is wrong, in one sentence
     */
    static ClientAuthorities read(List<byte[]> files) {
        List<X509Certificate> authorities = PemCertificates.read(files.getFirst());
        authorities.forEach(ClientAuthorities::requireAuthority);
        List<X509CRL> lists =
                files.stream().skip(1).flatMap(ClientAuthorities::lists).toList();
        try {
            return new ClientAuthorities(authorities, verifier(authorities, lists), firstEnd(lists));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("they cannot be used to verify certificates", e);
        }
    }

    private static void requireAuthority(X509Certificate certificate) {
        if (certificate.getBasicConstraints() < 0) {
            throw new IllegalArgumentException(certificate.getSubjectX500Principal()
                    + " is not a certificate authority (basicConstraints CA:TRUE)");
        }
    }

    private static Stream<X509CRL> lists(byte[] pem) {
        try {
            List<X509CRL> lists =
                    CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(pem)).stream()
                            .map(X509CRL.class::cast)
                            .toList();
            if (lists.isEmpty()) {
                throw new IllegalArgumentException("it holds no list of revoked certificates");
            }
            firstEnd(lists).filter(end -> end.isBefore(Instant.now())).ifPresent(end -> {
                throw new IllegalArgumentException("its list of revoked certificates ended on " + end);
            });
            return lists.stream();
        } catch (CRLException | CertificateException e) {
            throw new IllegalArgumentException("it is not PEM with lists of revoked certificates", e);
        }
    }

    private static Optional<Instant> firstEnd(List<X509CRL> lists) {
        return lists.stream()
                .map(X509CRL::getNextUpdate)
                .filter(java.util.Objects::nonNull)
                .map(Date::toInstant)
                .min(Instant::compareTo);
    }

    private static X509TrustManager verifier(List<X509Certificate> authorities, List<X509CRL> lists)
            throws GeneralSecurityException {
        var anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(!lists.isEmpty());
        if (!lists.isEmpty()) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            var revocation =
                    (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            revocation.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
            parameters.addCertPathChecker(revocation);
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    /**
     * Verifies a client's chain as of now.
     *
     * @param chain the client's own certificate first
     * @throws CertificateException when it is not good
     */
    void verify(List<X509Certificate> chain) throws CertificateException {
        X509Certificate own = chain.getFirst();
        // An authority's certificate is trusted as it is, and none of a client.
        own.checkValidity();
        if (own.getBasicConstraints() >= 0) {
            throw new CertificateException("An authority is not a client");
        }
        verifier.checkClientTrusted(
                chain.toArray(X509Certificate[]::new), own.getPublicKey().getAlgorithm());
    }
}
