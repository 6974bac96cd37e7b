package io.qubinode.mcp.airflow.image;

import com.fasterxml.jackson.core.type.TypeReference;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.Pasted;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The images that an operator offers, by kcli's names: {@code config/images.yml}. */
@Singleton
public final class ImageCatalogue {

    private static final String IN_THIS_PROGRAM = "/images.yml";

    private final Map<String, CatalogueImage> images;
    private final String place;

    private record Entry(
            URI url,
            Optional<String> checksum,
            Optional<URI> checksumUrl,
            Optional<URI> signature,
            Optional<String> key,
            Optional<String> fingerprint,
            Optional<Boolean> allowUnverified,
            Optional<String> user,
            Optional<String> osVariant) {

        CatalogueImage image(String name) {
            if (url == null) {
                throw new IllegalArgumentException("a url");
            }
            return new CatalogueImage(name, url, proof(), user, osVariant);
        }

        private ImageProof proof() {
            if (signature.isPresent() != key.isPresent() || key.isPresent() != fingerprint.isPresent()) {
                throw new IllegalArgumentException("all of signature, key and fingerprint, or none of them");
            }
            if (checksum.isPresent()) {
                return new ImageProof.Checksum(checksum.get());
            }
            return signature.isPresent()
                    ? new ImageProof.Signature(signature.get(), checksumUrl, key.get(), fingerprint.get())
                    : new ImageProof.Nothing(checksumUrl, allowUnverified.orElse(false));
        }
    }

    /**
     * Reads the catalogue.
     *
     * @throws IllegalArgumentException naming file and image when it is wrong
     */
    @Inject
    public ImageCatalogue(ImageConfig config) {
        Path file = Path.of(config.catalogue());
        boolean own = Files.exists(file);
        place = own
                ? config.catalogue()
                : config.catalogue() + ", to be made as a copy of the project's config/images.yml,";
        try (InputStream text =
                own ? Files.newInputStream(file) : ImageCatalogue.class.getResourceAsStream(IN_THIS_PROGRAM)) {
            images = read(text, config.allowHttp());
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(config.catalogue() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, CatalogueImage> read(InputStream text, boolean allowHttp) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Map<String, Entry> entries = ToolJson.MAPPER.convertValue(tree, new TypeReference<>() {});
        var images = new TreeMap<String, CatalogueImage>();
        entries.forEach((name, entry) -> images.put(name, image(name, entry, allowHttp)));
        return images;
    }

    private static CatalogueImage image(String name, Entry entry, boolean allowHttp) {
        CatalogueImage image;
        try {
            image = entry.image(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("image " + name + " needs " + e.getMessage(), e);
        }
        if (!allowHttp && !image.isHttpsOnly()) {
            throw new IllegalArgumentException(
                    "image " + name + " needs https in every address, unless airflow.images.allow_http is true");
        }
        return image;
    }

    /** Where an operator changes entries, in words that follow "in". */
    String place() {
        return place;
    }

    public List<CatalogueImage> all() {
        return List.copyOf(images.values());
    }

    public Optional<CatalogueImage> named(String name) {
        return Optional.ofNullable(images.get(Pasted.trimmed(name)));
    }

    /** The entry of a volume that is one of these images. */
    public Optional<CatalogueImage> ofVolume(String volume) {
        return images.values().stream()
                .filter(image -> image.volume().equals(volume))
                .findFirst();
    }
}
