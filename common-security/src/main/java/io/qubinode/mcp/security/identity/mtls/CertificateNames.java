package io.qubinode.mcp.security.identity.mtls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * What a certificate calls its holder, part by part: a value that looks like more parts ({@code CN=x\,O=admin}) stays one value.
 *
 * @param subject the values by attribute, for example {@code CN}
 * @param dns in lower case
 * @param uris as they are
 * @param emails as they are
 */
record CertificateNames(Map<String, List<String>> subject, List<String> dns, List<String> uris, List<String> emails) {

    /** The attributes whose values are text by RFC 4514, section 3; the platform shows others encoded. */
    static final Set<String> ATTRIBUTES = Set.of("CN", "L", "ST", "O", "OU", "C", "STREET", "DC", "UID");

    // GeneralName's numbers: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    /** Reads them; empty when the certificate's names cannot be read. */
    static Optional<CertificateNames> of(X509Certificate certificate) {
        try {
            return Optional.of(new CertificateNames(
                    subject(certificate.getSubjectX500Principal()),
                    alternatives(certificate, DNS).stream()
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .toList(),
                    alternatives(certificate, URI),
                    alternatives(certificate, EMAIL)));
        } catch (CertificateParsingException | NamingException e) {
            return Optional.empty();
        }
    }

    private static Map<String, List<String>> subject(X500Principal subject) throws NamingException {
        var values = new HashMap<String, List<String>>();
        for (Rdn part : name(subject).getRdns()) {
            NamingEnumeration<? extends Attribute> attributes =
                    part.toAttributes().getAll();
            while (attributes.hasMore()) {
                Attribute attribute = attributes.next();
                for (int i = 0; i < attribute.size(); i++) {
                    // What is not text is bytes, and has no name that a rule could ask for.
                    if (attribute.get(i) instanceof String text) {
                        values.computeIfAbsent(attribute.getID().toUpperCase(Locale.ROOT), id -> new ArrayList<>())
                                .add(text);
                    }
                }
            }
        }
        return values;
    }

    private static LdapName name(X500Principal subject) throws InvalidNameException {
        return new LdapName(subject.getName(X500Principal.RFC2253));
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) throws CertificateParsingException {
        var all = certificate.getSubjectAlternativeNames();
        return all == null
                ? List.of()
                : all.stream()
                        .filter(name -> name.getFirst().equals(kind))
                        .map(name -> (String) name.getLast())
                        .toList();
    }
}
