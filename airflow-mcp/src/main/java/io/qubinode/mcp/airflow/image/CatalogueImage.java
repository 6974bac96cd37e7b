package io.qubinode.mcp.airflow.image;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cloud image that can be downloaded.
 *
 * @param name kcli's name of it
 * @param url where it is
 * @param proof what a download is verified by
 * @param user the login that its cloud-init lets in
 * @param osVariant libosinfo's short id
 */
public record CatalogueImage(
        String name, URI url, ImageProof proof, Optional<String> user, Optional<String> osVariant) {

    private static final String HTTP = "https?";
    private static final String FILE = "[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}";

    public CatalogueImage {
        if (!fileOf(url).matches(FILE)) {
            throw new IllegalArgumentException("a valid url, its last part being a plain file name");
        }
        Stream.concat(Stream.of(url), proof.addresses()).forEach(address -> {
            if (!String.valueOf(address.getScheme()).matches(HTTP) || address.getHost() == null) {
                throw new IllegalArgumentException("a valid url instead of " + address);
            }
        });
    }

    /** Whether no part of it comes over a connection that others can read and change. */
    boolean isHttpsOnly() {
        return Stream.concat(Stream.of(url), proof.addresses())
                .allMatch(address -> "https".equals(address.getScheme()));
    }

    /** Whether it is never downloaded, because nothing proves it and no operator accepts that. */
    public boolean isRefused() {
        return proof instanceof ImageProof.Nothing nothing && !nothing.allowed();
    }

    /** The name of the volume that kcli and we keep it under. */
    public String volume() {
        return fileOf(url);
    }

    private static String fileOf(URI url) {
        String path = Optional.ofNullable(url.getPath()).orElse("");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
