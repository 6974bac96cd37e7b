package io.qubinode.mcp.airflow.image;

import java.net.URI;
import java.util.Optional;

/**
 * A cloud image that can be downloaded.
 *
 * @param name kcli's name of it
 * @param url where it is
 * @param checksum its digest, {@code sha256:…} or {@code sha512:…}; empty when a file tells it
 * @param checksumUrl the file that tells its digest
 * @param user the login that its cloud-init lets in
 * @param osVariant libosinfo's short id
 */
public record CatalogueImage(
        String name,
        URI url,
        Optional<String> checksum,
        Optional<URI> checksumUrl,
        Optional<String> user,
        Optional<String> osVariant) {

    private static final String HTTP = "https?";
    private static final String FILE = "[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}";

    public CatalogueImage {
        require(name, url.getScheme() != null && url.getScheme().matches(HTTP) && url.getHost() != null, "url");
        require(name, fileOf(url).matches(FILE), "url, its last part being a plain file name");
        require(
                name,
                checksum.map(Digests::isKnown).orElse(true),
                "checksum, such as sha256: and 64 hexadecimal digits");
        require(name, checksum.isPresent() || checksumUrl.isPresent(), "checksum or checksum_url");
    }

    private static void require(String name, boolean fulfilled, String what) {
        if (!fulfilled) {
            throw new IllegalArgumentException("image " + name + " needs a valid " + what);
        }
    }

    /** The name of the volume that kcli and we keep it under. */
    public String volume() {
        return fileOf(url);
    }

    private static String fileOf(URI url) {
        return url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
    }
}
