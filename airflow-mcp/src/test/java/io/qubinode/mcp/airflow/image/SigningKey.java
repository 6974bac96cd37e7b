package io.qubinode.mcp.airflow.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** An OpenPGP key of Ed25519, made for one test, and what is signed with it. */
final class SigningKey {

    private static final Instant MADE = Instant.now().minus(Duration.ofDays(30));
    private static final int EDDSA = PublicKeyAlgorithmTags.EDDSA_LEGACY;

    private PGPPublicKeyRing ring;
    private final PGPKeyPair signer;
    private final PGPKeyPair primary;

    private SigningKey(PGPKeyPair primary, PGPPublicKeyRing ring, PGPKeyPair signer) {
        this.primary = primary;
        this.ring = ring;
        this.signer = signer;
    }

    /** A primary key that signs. */
    static SigningKey make() {
        return make(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, Duration.ZERO);
    }

    /** A key that is valid for so long after it was made, a month ago. */
    static SigningKey expiringAfter(Duration life) {
        return make(KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, life);
    }

    /** A primary key that only certifies. */
    static SigningKey certifyingOnly() {
        return make(KeyFlags.CERTIFY_OTHER, Duration.ZERO);
    }

    private static SigningKey make(int flags, Duration life) {
        try {
            PGPKeyPair primary = pair();
            return new SigningKey(primary, generator(primary, flags, life).generatePublicKeyRing(), primary);
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A primary key that only certifies, and a subkey that signs and is bound to it as gpg does it. */
    static SigningKey withSubkey() throws PGPException {
        PGPKeyPair primary = pair();
        PGPKeyPair subkey = pair();
        PGPKeyRingGenerator ring = generator(primary, KeyFlags.CERTIFY_OTHER, Duration.ZERO);
        ring.addSubKey(subkey, flags(KeyFlags.SIGN_DATA, Duration.ZERO), null, signing(subkey));
        return new SigningKey(primary, ring.generatePublicKeyRing(), subkey);
    }

    /** A ring that holds, beside the primary key of another, a subkey that this one did not bind. */
    static SigningKey withForeignSubkey(SigningKey victim) throws PGPException {
        SigningKey attacker = withSubkey();
        var keys = new ArrayList<PGPPublicKey>();
        victim.ring.getPublicKeys().forEachRemaining(keys::add);
        attacker.ring.getPublicKeys().forEachRemaining(key -> {
            if (!key.isMasterKey()) {
                keys.add(key);
            }
        });
        return new SigningKey(victim.primary, new PGPPublicKeyRing(keys), attacker.signer);
    }

    /** A ring whose subkey the primary key bound, without the subkey's own consent. */
    static SigningKey withSubkeyThatDidNotConsent() throws PGPException {
        PGPKeyPair primary = pair();
        PGPKeyPair subkey = pair();
        PGPKeyRingGenerator ring = generator(primary, KeyFlags.CERTIFY_OTHER, Duration.ZERO);
        ring.addSubKey(subkey, flags(KeyFlags.SIGN_DATA, Duration.ZERO), null);
        return new SigningKey(primary, ring.generatePublicKeyRing(), subkey);
    }

    /** Puts a user id before the real ones that the primary key has not certified. */
    SigningKey withForgedUserId() throws PGPException {
        SigningKey attacker = make();
        PGPSignature forged =
                attacker.ring.getPublicKey().getSignaturesForID("publisher").next();
        PGPPublicKey real = ring.getPublicKey();
        PGPSignature own = real.getSignaturesForID("publisher").next();
        PGPPublicKey bare = PGPPublicKey.removeCertification(real, "publisher");
        PGPPublicKey both =
                PGPPublicKey.addCertification(PGPPublicKey.addCertification(bare, "aaa", forged), "publisher", own);
        ring = PGPPublicKeyRing.insertPublicKey(ring, both);
        return this;
    }

    /** Revokes the primary key. */
    SigningKey revoked() throws PGPException {
        var generator = new PGPSignatureGenerator(signing(primary), primary.getPublicKey());
        generator.init(PGPSignature.KEY_REVOCATION, primary.getPrivateKey());
        PGPPublicKey key = ring.getPublicKey();
        ring = PGPPublicKeyRing.insertPublicKey(
                ring, PGPPublicKey.addCertification(key, generator.generateCertification(key)));
        return this;
    }

    /** Revokes the subkeys. */
    SigningKey subkeysRevoked() throws PGPException {
        for (PGPPublicKey key : List.copyOf(keys())) {
            if (!key.isMasterKey()) {
                var generator = new PGPSignatureGenerator(signing(primary), primary.getPublicKey());
                generator.init(PGPSignature.SUBKEY_REVOCATION, primary.getPrivateKey());
                PGPSignature revocation = generator.generateCertification(primary.getPublicKey(), key);
                ring = PGPPublicKeyRing.insertPublicKey(ring, PGPPublicKey.addCertification(key, revocation));
            }
        }
        return this;
    }

    private List<PGPPublicKey> keys() {
        var keys = new ArrayList<PGPPublicKey>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        return keys;
    }

    String fingerprint() {
        return HexFormat.of().formatHex(primary.getPublicKey().getFingerprint());
    }

    /** The fingerprint of the key that signs, which may be a subkey. */
    String signerFingerprint() {
        return HexFormat.of().formatHex(signer.getPublicKey().getFingerprint());
    }

    byte[] file() {
        try {
            return ring.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String armoured() {
        return armour(file());
    }

    static String armour(byte[] packets) {
        var text = new ByteArrayOutputStream();
        try (OutputStream armour = ArmoredOutputStream.builder().build(text)) {
            armour.write(packets);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    byte[] sign(String text) {
        return sign(text, HashAlgorithmTags.SHA256, PGPSignature.BINARY_DOCUMENT);
    }

    byte[] sign(String text, int hash, int type) {
        try {
            var generator =
                    new PGPSignatureGenerator(new BcPGPContentSignerBuilder(EDDSA, hash), signer.getPublicKey());
            generator.init(type, signer.getPrivateKey());
            generator.update(text.getBytes(StandardCharsets.UTF_8));
            return generator.generate().getEncoded();
        } catch (PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A clear-signed text, as gpg writes it. */
    String clearSign(String text) {
        String escaped = text.replaceAll("(?m)^-", "- -");
        String signed = text.strip().replaceAll(" +\n", "\n").replace("\n", "\r\n");
        byte[] signature = sign(signed, HashAlgorithmTags.SHA256, PGPSignature.CANONICAL_TEXT_DOCUMENT);
        return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + escaped.strip() + "\n" + armour(signature);
    }

    private static PGPKeyPair pair() throws PGPException {
        var generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return new BcPGPKeyPair(PublicKeyPacket.VERSION_4, EDDSA, generator.generateKeyPair(), Date.from(MADE));
    }

    private static PGPKeyRingGenerator generator(PGPKeyPair primary, int flags, Duration life) throws PGPException {
        return new PGPKeyRingGenerator(
                PGPSignature.POSITIVE_CERTIFICATION,
                primary,
                "publisher",
                new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                flags(flags, life),
                null,
                signing(primary),
                null);
    }

    private static BcPGPContentSignerBuilder signing(PGPKeyPair pair) {
        return new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256);
    }

    private static PGPSignatureSubpacketVector flags(int flags, Duration life) {
        var packets = new PGPSignatureSubpacketGenerator();
        packets.setKeyFlags(true, flags);
        if (!life.isZero()) {
            packets.setKeyExpirationTime(true, life.toSeconds());
        }
        return packets.generate();
    }
}
