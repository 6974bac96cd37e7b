package io.qubinode.mcp.assistant.document;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where documents are.
 *
 * @param name what their keys begin with: the path as it is configured, or the name of a repository, which is the same on every replica
 * @param path a folder or a single file
 * @param isPulled whether we put it there ourselves, sooner or later
 */
public record DocumentFolder(String name, Path path, boolean isPulled) {

    /** Of a repository's folder, the link to what is searched now. */
    public static final String CURRENT = "current";

    public DocumentFolder {
        requireNonNull(name);
        requireNonNull(path);
    }

    /** A folder, or a file, of this machine. */
    public static DocumentFolder of(Path path) {
        return new DocumentFolder(path.toString(), path, false);
    }

    /** All that are configured. */
    public static List<DocumentFolder> all(DocumentsConfig config) {
        return Stream.concat(
                        config.paths().stream().map(DocumentFolder::of),
                        config.git().repositories().stream()
                                .flatMap(List::stream)
                                .map(address -> new DocumentFolder(
                                        address.name(),
                                        ofRepository(config.index(), address).resolve(CURRENT),
                                        true)))
                .distinct()
                .toList();
    }

    /** The folder that holds what we have of a repository, beside the index, which is kept between starts, too. */
    public static Path ofRepository(Path index, GitAddress address) {
        String path = address.uri().getPath().replaceAll("(?<!/)/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\w.-]|^\\.", "_");
        byte[] name = address.name().getBytes(StandardCharsets.UTF_8);
        return index.resolveSibling(index.getFileName() + "-git").resolve(last + "-" + UUID.nameUUIDFromBytes(name));
    }

    /** What a document of this folder is kept under, by its path here. */
    public String key(String source) {
        return name + "\n" + source;
    }

    /** The name of the folder that a document of this key is in. */
    public static String nameIn(String key) {
        return key.substring(0, Math.max(0, key.indexOf('\n')));
    }
}
