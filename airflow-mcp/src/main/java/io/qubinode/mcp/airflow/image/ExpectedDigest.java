package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the digest that an image must have. */
final class ExpectedDigest {

    private static final int LARGEST_LIST = 1 << 20;
    private static final int LARGEST_SIGNATURE = 1 << 16;
    private static final int LARGEST_KEY = 1 << 18;

    private final HttpDownload http;

    ExpectedDigest(HttpDownload http) {
        this.http = http;
    }

    /**
     * The digest of an image, from the catalogue or from a list.
     *
     * @return empty when nothing tells it
     * @throws ToolException when a list, signature or key cannot be had or does not hold
     */
    Optional<String> of(CatalogueImage image) {
        return switch (image.proof()) {
            case ImageProof.Checksum checksum -> Optional.of(checksum.digest());
            case ImageProof.Signature signature -> Optional.of(signed(image, signature));
            case ImageProof.Nothing nothing ->
                nothing.list()
                        .map(list -> new String(http.small(list, LARGEST_LIST), StandardCharsets.UTF_8))
                        .map(list -> Digests.inFile(list, image.volume()).orElseThrow(() -> notListed(image)));
        };
    }

    private String signed(CatalogueImage image, ImageProof.Signature proof) {
        PublisherKey key = PublisherKey.find(keyFile(image, proof), proof.fingerprint())
                .orElseThrow(() -> refused(
                        "The key of image " + image.name() + ", " + proof.key() + ", does not hold a public key with"
                                + " the fingerprint " + proof.fingerprint() + ".",
                        "key or fingerprint"));
        byte[] signature = http.small(proof.signature(), LARGEST_LIST);
        SignedText signed =
                SignedText.clearSigned(signature).orElseGet(() -> new SignedText(list(image, proof), signature));
        if (signed.signature().length > LARGEST_SIGNATURE || !key.hasSigned(signed)) {
            throw refused(
                    "The list of digests for image " + image.name() + " has no valid signature by the key "
                            + proof.fingerprint() + ".",
                    "signature, key or fingerprint");
        }
        return Digests.named(signed.asString(), image.volume()).orElseThrow(() -> notListed(image));
    }

    private byte[] list(CatalogueImage image, ImageProof.Signature proof) {
        return http.small(
                proof.list()
                        .orElseThrow(() -> refused(
                                "The signature for image " + image.name() + " is not a clear-signed list of digests.",
                                "checksum_url, which is missing,")),
                LARGEST_LIST);
    }

    private byte[] keyFile(CatalogueImage image, ImageProof.Signature proof) {
        if (proof.keyAddress().isPresent()) {
            return http.small(proof.keyAddress().get(), LARGEST_KEY);
        }
        try (InputStream file = Files.newInputStream(Path.of(proof.key()))) {
            return HttpDownload.bounded(file, proof.key(), LARGEST_KEY);
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The key of image " + image.name() + ", " + proof.key() + ", cannot be read.",
                    "An operator must correct the key of this image in the catalogue of images.",
                    e);
        }
    }

    private static ToolException notListed(CatalogueImage image) {
        return refused(
                "The publisher's list of digests does not name " + image.volume()
                        + " with a SHA-256 or SHA-512 digest; MD5 is not accepted.",
                "checksum_url or signature");
    }

    private static ToolException refused(String message, String key) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED, message, "An operator must correct " + key + " in the catalogue of images.");
    }
}
