package io.qubinode.mcp.airflow.image;

import com.fasterxml.jackson.core.type.TypeReference;
import io.qubinode.mcp.security.tool.ToolJson;
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

    private record Entry(
            URI url,
            Optional<String> checksum,
            Optional<URI> checksumUrl,
            Optional<String> user,
            Optional<String> osVariant) {}

    /**
     * Reads the catalogue.
     *
     * @throws IllegalArgumentException naming file and image when it is wrong
     */
    @Inject
    public ImageCatalogue(ImageConfig config) {
        Path file = Path.of(config.catalogue());
        try (InputStream text = Files.exists(file)
                ? Files.newInputStream(file)
                : ImageCatalogue.class.getResourceAsStream(IN_THIS_PROGRAM)) {
            images = read(text);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(config.catalogue() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, CatalogueImage> read(InputStream text) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        Map<String, Entry> entries = ToolJson.MAPPER.convertValue(tree, new TypeReference<>() {});
        var images = new TreeMap<String, CatalogueImage>();
        entries.forEach((name, entry) -> images.put(
                name,
                new CatalogueImage(
                        name, entry.url(), entry.checksum(), entry.checksumUrl(), entry.user(), entry.osVariant())));
        return images;
    }

    public List<CatalogueImage> all() {
        return List.copyOf(images.values());
    }

    public Optional<CatalogueImage> named(String name) {
        return Optional.ofNullable(images.get(name));
    }

    /** The entry of a volume that is one of these images. */
    public Optional<CatalogueImage> ofVolume(String volume) {
        return images.values().stream()
                .filter(image -> image.volume().equals(volume))
                .findFirst();
    }
}
