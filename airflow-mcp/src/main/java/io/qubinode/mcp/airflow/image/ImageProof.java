package io.qubinode.mcp.airflow.image;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What proves that a download is the image that its publisher made. */
public sealed interface ImageProof {

    /** What {@code list_images} calls it. */
    default String verifiedBy() {
        return switch (this) {
            case Checksum checksum -> "checksum";
            case Signature signature -> "signature";
            case Nothing nothing -> "nothing";
        };
    }

    /** The addresses that are asked for it. */
    Stream<URI> addresses();

    /**
     * A digest that an operator wrote into the catalogue.
     *
     * @param digest {@code sha256:…} or {@code sha512:…}
     */
    record Checksum(String digest) implements ImageProof {

        public Checksum {
            require(Digests.isKnown(digest), "checksum: sha256: and 64 or sha512: and 128 hexadecimal digits");
        }

        @Override
        public Stream<URI> addresses() {
            return Stream.empty();
        }
    }

    /**
     * A list of digests that its publisher has signed.
     *
     * @param signature address of a detached signature of the list, or of a clear-signed list
     * @param list address of the list; not asked for when the signature is clear-signed
     * @param key file or address of the public key, with armour or without; it may hold other keys too
     * @param fingerprint of the primary key, 40 or 64 hexadecimal digits in lower case
     */
    record Signature(URI signature, Optional<URI> list, String key, String fingerprint) implements ImageProof {

        private static final String HEXADECIMAL = "[0-9a-f]{40}|[0-9a-f]{64}";

        public Signature {
            fingerprint = fingerprint.replace(" ", "").toLowerCase(Locale.ROOT);
            require(fingerprint.matches(HEXADECIMAL), "fingerprint: 40 or 64 hexadecimal digits in quotes");
        }

        /** The address of the key; empty when it is a file. */
        Optional<URI> keyAddress() {
            return Optional.of(key).filter(text -> text.contains("://")).map(URI::create);
        }

        @Override
        public Stream<URI> addresses() {
            return Stream.of(Optional.of(signature), list, keyAddress()).flatMap(Optional::stream);
        }
    }

    /**
     * None: a list without a signature shows a damaged image, not a forged one.
     *
     * @param list address of a list of digests, which is compared anyway
     * @param allowed whether an operator accepts the image without a proof
     */
    record Nothing(Optional<URI> list, boolean allowed) implements ImageProof {

        @Override
        public Stream<URI> addresses() {
            return list.stream();
        }
    }

    private static void require(boolean fulfilled, String what) {
        if (!fulfilled) {
            throw new IllegalArgumentException("a valid " + what);
        }
    }
}
