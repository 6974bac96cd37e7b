package io.qubinode.mcp.airflow.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.junit.jupiter.api.Test;

/** A signature holds by a valid key of the expected fingerprint, or by a signing key bound to it, and in no other case. */
class PublisherKeyTest {

    private static final String LIST = "SHA256 (disk.img) = abc\n- a line with a dash\n--- another   \n\nend\n";

    private final SigningKey key = SigningKey.make();

    @Test
    void provesWhatItSigned() {
        assertThat(holds(key, LIST, key.sign(LIST))).isTrue();
    }

    @Test
    void isReadWithArmourAndAmongOthers() {
        String file = "Keys of the distribution\n\n" + SigningKey.make().armoured() + key.armoured()
                + SigningKey.make().armoured();
        assertThat(PublisherKey.find(file.getBytes(StandardCharsets.US_ASCII), key.fingerprint()))
                .hasValueSatisfying(found -> assertThat(
                                found.hasSigned(new SignedText(bytes(LIST), bytes(SigningKey.armour(key.sign(LIST))))))
                        .isTrue());
    }

    @Test
    void isFoundByItsFingerprintOnly() {
        assertThat(PublisherKey.find(key.file(), SigningKey.make().fingerprint()))
                .isEmpty();
        // the long key id, which is the fingerprint's end and can be forged
        assertThat(PublisherKey.find(key.file(), key.fingerprint().substring(24)))
                .isEmpty();
    }

    @Test
    void isNotFoundByTheFingerprintOfASubkey() throws PGPException {
        SigningKey two = SigningKey.withSubkey();
        assertThat(PublisherKey.find(two.file(), two.fingerprint())).isPresent();
        assertThat(PublisherKey.find(two.file(), two.signerFingerprint())).isEmpty();
    }

    @Test
    void provesNothingThatAnotherKeySigned() {
        assertThat(holds(key, LIST, SigningKey.make().sign(LIST))).isFalse();
    }

    @Test
    void provesNoTextThatWasChanged() {
        assertThat(holds(key, LIST.replace("abc", "abd"), key.sign(LIST))).isFalse();
    }

    @Test
    void acceptsOneGoodSignatureAmongThoseOfOthers() {
        byte[] other = SigningKey.make().sign(LIST);
        byte[] own = key.sign(LIST);
        byte[] both = Arrays.copyOf(other, other.length + own.length);
        System.arraycopy(own, 0, both, other.length, own.length);
        assertThat(holds(key, LIST, both)).isTrue();
    }

    @Test
    void acceptsASubkeyThatIsBoundToIt() throws PGPException {
        SigningKey two = SigningKey.withSubkey();
        assertThat(holds(two, LIST, two.sign(LIST))).isTrue();
    }

    @Test
    void refusesASubkeyThatIsNotBoundToIt() throws PGPException {
        SigningKey forged = SigningKey.withForeignSubkey(key);
        assertThat(holds(forged, LIST, forged.sign(LIST))).isFalse();
    }

    @Test
    void refusesASubkeyWithoutItsOwnConsent() throws PGPException {
        SigningKey two = SigningKey.withSubkeyThatDidNotConsent();
        assertThat(holds(two, LIST, two.sign(LIST))).isFalse();
    }

    @Test
    void refusesAKeyThatExpired() {
        SigningKey expired = SigningKey.expiringAfter(Duration.ofDays(10));
        assertThat(holds(expired, LIST, expired.sign(LIST))).isFalse();
        SigningKey valid = SigningKey.expiringAfter(Duration.ofDays(100));
        assertThat(holds(valid, LIST, valid.sign(LIST))).isTrue();
    }

    /** The key's file comes from where the list comes from; whoever changes it must not make an expired key valid. */
    @Test
    void refusesAnExpiredKeyBehindAForgedUserId() throws PGPException {
        SigningKey expired = SigningKey.expiringAfter(Duration.ofDays(10)).withForgedUserId();
        assertThat(holds(expired, LIST, expired.sign(LIST))).isFalse();
    }

    @Test
    void refusesAKeyThatWasRevoked() throws PGPException {
        SigningKey revoked = SigningKey.make().revoked();
        assertThat(holds(revoked, LIST, revoked.sign(LIST))).isFalse();
        SigningKey two = SigningKey.withSubkey().subkeysRevoked();
        assertThat(holds(two, LIST, two.sign(LIST))).isFalse();
    }

    @Test
    void refusesAKeyThatIsNotForSigning() {
        SigningKey certifies = SigningKey.certifyingOnly();
        assertThat(holds(certifies, LIST, certifies.sign(LIST))).isFalse();
    }

    @Test
    void refusesWeakDigestsAndSignaturesOfOtherTypes() {
        assertThat(holds(key, LIST, key.sign(LIST, HashAlgorithmTags.SHA1, PGPSignature.BINARY_DOCUMENT)))
                .isFalse();
        assertThat(holds(key, LIST, key.sign(LIST, HashAlgorithmTags.SHA256, PGPSignature.STAND_ALONE)))
                .isFalse();
    }

    @Test
    void readsClearSignedTexts() {
        var signed = SignedText.clearSigned(bytes(key.clearSign(LIST))).orElseThrow();
        assertThat(signed.asString()).contains("\r\n- a line with a dash\r\n--- another\r\n\r\nend");
        assertThat(found(key).hasSigned(signed)).isTrue();
    }

    @Test
    void acceptsNothingOutsideOfAClearSignedText() {
        String message = "SHA256 (disk.img) = forged\n" + key.clearSign(LIST) + "SHA256 (disk.img) = forged\n";
        var signed = SignedText.clearSigned(bytes(message)).orElseThrow();
        assertThat(signed.asString()).doesNotContain("forged");
        String header = key.clearSign(LIST).replace("Hash: SHA256\n", "Hash: SHA256\nSHA256 (disk.img) = forged\n");
        assertThat(SignedText.clearSigned(bytes(header))).isEmpty();
        var tampered = SignedText.clearSigned(bytes(key.clearSign(LIST).replace("abc", "abd")))
                .orElseThrow();
        assertThat(found(key).hasSigned(tampered)).isFalse();
    }

    @Test
    void isNotConfusedByAnyBytes() {
        var random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = i % 2 == 0 ? key.file() : key.sign(LIST);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            PublisherKey.find(noise, key.fingerprint());
            PublisherKey.find(damaged, key.fingerprint())
                    .ifPresent(found -> found.hasSigned(new SignedText(bytes(LIST), damaged)));
            assertThat(holds(key, LIST, noise)).isFalse();
            assertThat(holds(key, LIST + "x", damaged)).isFalse();
        }
    }

    private static boolean holds(SigningKey key, String text, byte[] signature) {
        return found(key).hasSigned(new SignedText(bytes(text), signature));
    }

    private static PublisherKey found(SigningKey key) {
        return PublisherKey.find(key.file(), key.fingerprint()).orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
