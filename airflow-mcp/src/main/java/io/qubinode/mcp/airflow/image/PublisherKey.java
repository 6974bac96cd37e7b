package io.qubinode.mcp.airflow.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPDefaultPolicy;
import org.bouncycastle.openpgp.api.OpenPGPDetachedSignatureProcessor;
import org.bouncycastle.openpgp.api.OpenPGPImplementation;
import org.bouncycastle.openpgp.api.OpenPGPPolicy;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPImplementation;
import org.jboss.logging.Logger;

/**
 * The public key of a publisher of images, known by its fingerprint.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9580">RFC 9580: OpenPGP</a>
 */
final class PublisherKey {

    private static final Logger LOG = Logger.getLogger(PublisherKey.class);
    private static final String ARMOUR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private static final OpenPGPImplementation OPEN_PGP = new BcOpenPGPImplementation();
    // The library accepts these two of old signatures, whose age is only what they say themselves.
    private static final OpenPGPPolicy POLICY = new OpenPGPDefaultPolicy()
            .rejectHashAlgorithm(HashAlgorithmTags.MD5)
            .rejectHashAlgorithm(HashAlgorithmTags.RIPEMD160);
    // A signature of another type, as over a key, does not speak of a list.
    private static final Set<Integer> OF_DOCUMENTS =
            Set.of(PGPSignature.BINARY_DOCUMENT, PGPSignature.CANONICAL_TEXT_DOCUMENT);

    private final OpenPGPCertificate certificate;

    private PublisherKey(OpenPGPCertificate certificate) {
        this.certificate = certificate;
    }

    /**
     * Finds a key among those of a file.
     *
     * @param file with armour or without
     * @param fingerprint of the primary key, hexadecimal digits in lower case
     * @return empty when the file does not hold it or cannot be read
     */
    static Optional<PublisherKey> find(byte[] file, String fingerprint) {
        try {
            return certificates(file).stream()
                    .filter(found ->
                            HexFormat.of().formatHex(found.getFingerprint()).equals(fingerprint))
                    .findFirst()
                    .map(PublisherKey::new);
        } catch (IOException | RuntimeException e) {
            // The library throws any exception for bytes that are not keys.
            LOG.infof("A file of public keys cannot be read: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private static List<OpenPGPCertificate> certificates(byte[] file) throws IOException {
        var found = new ArrayList<OpenPGPCertificate>();
        for (byte[] block : blocks(file)) {
            PGPObjectFactory objects =
                    OPEN_PGP.pgpObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(block)));
            for (Object next = objects.nextObject(); next != null; next = objects.nextObject()) {
                if (next instanceof PGPPublicKeyRing ring) {
                    found.add(new OpenPGPCertificate(ring, OPEN_PGP, POLICY));
                }
            }
        }
        return found;
    }

    /** Distributions put the armour of one key after that of another. */
    private static List<byte[]> blocks(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        if (!text.contains(ARMOUR)) {
            return List.of(file);
        }
        return Stream.of(text.split("(?=" + ARMOUR + ")"))
                .filter(block -> block.startsWith(ARMOUR))
                .map(block -> block.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Whether this key, or a signing key bound to it, is valid now and has signed a text. */
    boolean hasSigned(SignedText signed) {
        try {
            List<OpenPGPDocumentSignature> found = new OpenPGPDetachedSignatureProcessor(OPEN_PGP, POLICY)
                    .addSignatures(new ByteArrayInputStream(signed.signature()))
                    .addVerificationCertificate(certificate)
                    .process(new ByteArrayInputStream(signed.text()));
            for (OpenPGPDocumentSignature signature : found) {
                if (holds(signature, new Date())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | PGPException | RuntimeException e) {
            // The library throws any exception for bytes that are not a signature.
            LOG.infof("A signature cannot be read: %s", e.getMessage());
            return false;
        }
    }

    private boolean holds(OpenPGPDocumentSignature signature, Date now) throws PGPException {
        return OF_DOCUMENTS.contains(signature.getSignature().getSignatureType())
                && signature.isEffectiveAt(now)
                && signature.isValidAt(now, POLICY)
                && hasValidUser(now);
    }

    /** Without this, a forged user id before the real one would hide that the key has expired. */
    private boolean hasValidUser(Date now) {
        return certificate.getAllUserIds().isEmpty()
                || !certificate.getValidUserIds(now).isEmpty();
    }
}
