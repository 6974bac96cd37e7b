package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers on disk which volumes are being filled, because a service that is killed meanwhile leaves half an image, which looks
 * like a whole one.
 */
final class UnfinishedUploads {

    private static final String SUFFIX = ".uploading";

    private final Path folder;

    UnfinishedUploads(Path folder) {
        this.folder = folder;
    }

    boolean contains(String volume) {
        return Files.exists(marker(volume));
    }

    /** To be called before the volume is made. */
    void begin(String volume) throws IOException {
        Files.writeString(marker(volume), "", StandardOpenOption.CREATE, StandardOpenOption.SYNC);
        try (var entries = FileChannel.open(folder)) {
            entries.force(true);
        }
    }

    void end(String volume) throws IOException {
        Files.deleteIfExists(marker(volume));
    }

    /**
     * Deletes what is there of a volume that was begun.
     *
     * @throws ToolException when it cannot be deleted, or was not begun by us
     */
    void remove(String volume, Hypervisor hypervisor) {
        try {
            Optional<Volume> half = hypervisor.volumes().stream()
                    .filter(other -> other.name().equals(volume))
                    .findFirst();
            if (half.isPresent()) {
                if (!contains(volume)) {
                    throw new ToolException(
                            ErrorCode.ALREADY_EXISTS,
                            "The storage pool holds a volume " + volume + " already.",
                            "Use it, or delete it with delete_image.");
                }
                if (!hypervisor.neededByOthers("").contains(volume)) {
                    hypervisor.deleteVolume(volume);
                }
            }
            end(volume);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The volumes that were begun. */
    List<String> all() {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path marker(String volume) {
        return folder.resolve(volume + SUFFIX);
    }
}
