package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.CallContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Stream;

/** Where a machine's image comes from: the pool, or the web by way of the pool. */
public final class ImageSupply {

    // The part of the work after which all bytes are here, and are to be brought into the pool.
    private static final double DOWNLOADED = 0.8;

    private final Hypervisor hypervisor;
    private final ImageCatalogue catalogue;
    private final UnfinishedUploads unfinished;
    private final Path folder;
    private final boolean mayDownload;
    private final long largestBytes;
    private final HttpDownload http;
    private final ExpectedDigest digests;
    private final Map<String, ImageDownload> running = new ConcurrentHashMap<>();

    public ImageSupply(Hypervisor hypervisor, ImageCatalogue catalogue, ImageConfig config, Path folder) {
        this.hypervisor = hypervisor;
        this.catalogue = catalogue;
        this.folder = folder;
        unfinished = new UnfinishedUploads(folder);
        mayDownload = config.download();
        if (config.maxSizeMib() < 1) {
            throw new IllegalArgumentException(
                    "airflow.images.max_size_mib: " + config.maxSizeMib() + " is not a number of MiB from 1");
        }
        largestBytes = (long) config.maxSizeMib() << 20;
        http = new HttpDownload(config.timeout());
        digests = new ExpectedDigest(http);
    }

    /** The image of the pool that a name stands for. */
    public Optional<Volume> inPool(String image, List<Volume> volumes) {
        List<Volume> whole =
                volumes.stream().filter(volume -> !isComing(volume.name())).toList();
        return catalogue
                .named(image)
                .flatMap(known -> PoolImages.find(known.volume(), whole))
                .or(() -> PoolImages.find(image, whole));
    }

    /** Deletes what a service that was killed has left half-way in the pool. */
    void removeHalfImages() {
        unfinished.all().forEach(volume -> unfinished.remove(volume, hypervisor));
    }

    /** Whether a volume is an image of which only a part is there. */
    boolean isComing(String volume) {
        return running.containsKey(volume) || unfinished.contains(volume);
    }

    /** The image that can be downloaded for a machine. */
    public Optional<CatalogueImage> offered(String image) {
        return mayDownload ? catalogue.named(image) : Optional.empty();
    }

    /** Whether the catalogue has an image of this name, whether it can be downloaded or not. */
    public boolean isNamed(String image) {
        return catalogue.named(image).isPresent();
    }

    /** The names that a machine can be made from: those of the pool first. */
    public List<String> names(List<Volume> volumes) {
        Stream<String> offered = mayDownload ? catalogue.all().stream().map(CatalogueImage::name) : Stream.empty();
        return Stream.concat(PoolImages.of(volumes).stream().map(Volume::name), offered)
                .limit(40)
                .toList();
    }

    /** The login of an image's cloud-init, by its name or volume. */
    public Optional<String> user(String image) {
        return catalogue.named(image).or(() -> catalogue.ofVolume(image)).flatMap(CatalogueImage::user);
    }

    /**
     * Refuses an image that nothing proves.
     *
     * @throws ToolException when no operator has allowed it
     */
    public void checkProof(CatalogueImage image) {
        if (image.isRefused()) {
            throw new ToolException(
                    ErrorCode.DENIED,
                    "Image " + image.name() + " is not downloaded because nothing proves that its publisher made it;"
                            + " to accept it anyway, an operator adds the line \"  allow_unverified: true\" under \""
                            + image.name() + ":\" in " + catalogue.place() + " and restarts airflow-mcp.",
                    "Better: pin its checksum there, or set signature, key and fingerprint. list_images shows images that"
                            + " are verified.");
        }
    }

    /**
     * Brings an image into the pool, one download for all that wait for it.
     *
     * @param progress is told what happens and which part is done, 0 to 1
     * @throws ToolException when it cannot be had; then the pool holds nothing of it
     */
    public Volume download(CatalogueImage image, CallContext call, ObjDoubleConsumer<String> progress) {
        checkProof(image);
        while (true) {
            var mine = new ImageDownload();
            ImageDownload download = Optional.ofNullable(running.putIfAbsent(image.volume(), mine))
                    .orElse(mine);
            if (download.join()) {
                if (download == mine) {
                    Thread.ofVirtual().name("image-" + image.name()).start(() -> run(image, mine));
                }
                return download.await(call, progress);
            }
            download.awaitEnd();
        }
    }

    private void run(CatalogueImage image, ImageDownload download) {
        try {
            Volume volume = fetched(image, download);
            running.remove(image.volume());
            download.done(volume);
        } catch (RuntimeException e) {
            running.remove(image.volume());
            download.failed(e);
        } catch (IOException e) {
            running.remove(image.volume());
            download.failed(new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The download of " + image.name() + " cannot be written to this machine's disk.",
                    "An operator must look at airflow.images.downloads.",
                    e));
        } catch (Error e) {
            // Those who wait would wait for ever, and nobody could begin again.
            running.remove(image.volume());
            download.failed(new ToolException(
                    ErrorCode.INTERNAL,
                    "The download of " + image.name() + " ended by an error of this service.",
                    "Call again; the service's log says more.",
                    e));
            throw e;
        }
    }

    private Volume fetched(CatalogueImage image, ImageDownload download) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(image.volume());
        Optional<String> expected = digests.of(image);
        if (expected.isEmpty() || !hasDigest(file, expected.get())) {
            fetch(image, file, download);
        }
        if (expected.isPresent() && !hasDigest(file, expected.get())) {
            HttpDownload.discard(file);
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "The download of " + image.name() + " does not have the digest that the catalogue or its"
                            + " publisher's list names.",
                    "It was deleted. Call again; if that does not help, an operator must look at the catalogue.");
        }
        upload(image.volume(), file, download);
        HttpDownload.discard(file);
        return hypervisor.volumes().stream()
                .filter(volume -> volume.name().equals(image.volume()))
                .findFirst()
                .orElseThrow(() -> new ToolException(
                        ErrorCode.BACKEND_REFUSED,
                        "The storage pool does not show image " + image.volume() + " after its upload.",
                        "Call again."));
    }

    private static boolean hasDigest(Path file, String expected) throws IOException {
        return Files.exists(file) && Digests.of(file, expected).equals(expected);
    }

    private void fetch(CatalogueImage image, Path file, ImageDownload download) {
        long free = hypervisor.capacity().poolFreeBytes();
        http.fetch(image.url(), file, (bytes, total) -> {
            long size = Math.max(bytes, total.orElse(0));
            checkSize(image, size, file);
            checkRoom(image, size, free);
            download.progress(
                    total.isPresent() ? DOWNLOADED * bytes / Math.max(1, total.getAsLong()) : 0,
                    "downloading " + image.volume() + ", " + mib(bytes) + " MiB"
                            + (total.isPresent() ? " of " + mib(total.getAsLong()) : ""));
        });
    }

    private void checkSize(CatalogueImage image, long size, Path file) {
        if (size > largestBytes) {
            HttpDownload.discard(file);
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "Image " + image.name() + " is larger than the " + mib(largestBytes) + " MiB that are allowed.",
                    "An operator must raise airflow.images.max_size_mib if it is to be used.");
        }
    }

    private static void checkRoom(CatalogueImage image, long size, long free) {
        if (size > free) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "The storage pool has " + mib(free) + " MiB left, and " + image.name() + " needs " + mib(size)
                            + ".",
                    "Delete what is not needed, for example by delete_image.");
        }
    }

    private void upload(String volume, Path file, ImageDownload download) throws IOException {
        long size = Math.max(1, Files.size(file));
        if (hypervisor.volumes().stream().anyMatch(other -> other.name().equals(volume))) {
            unfinished.remove(volume, hypervisor);
        }
        unfinished.begin(volume);
        try {
            hypervisor.uploadVolume(
                    volume,
                    file,
                    bytes -> download.progress(
                            DOWNLOADED + (1 - DOWNLOADED) * bytes / size, "bringing " + volume + " into the pool"));
        } catch (ToolException e) {
            unfinished.remove(volume, hypervisor);
            throw e;
        }
        unfinished.end(volume);
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }
}
