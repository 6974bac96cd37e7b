package io.qubinode.mcp.airflow.image;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.qubinode.mcp.airflow.libvirt.LibvirtHosts;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolHints;
import io.qubinode.mcp.security.tool.ToolProvider;
import io.qubinode.mcp.security.tool.Verbatim;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;

/** The tools for the images that machines are made from. */
@Singleton
public final class ImageTools implements ToolProvider {

    // As libvirt accepts it for a volume: it is the name of a file.
    private static final String EXISTING = "[^\\x00/]{1,255}";
    private static final String EXISTING_RULE = "must be the name of an image, as list_images shows it";
    private static final String GROUP = "image_management";
    // It adds, a repeat finds it there, and it reaches out to the web.
    private static final ToolHints FETCHES = new ToolHints(false, false, true, true);

    private final LibvirtHosts hosts;
    private final ImageCatalogue catalogue;
    private final ImageSupplies supplies;

    @Inject
    ImageTools(LibvirtHosts hosts, ImageCatalogue catalogue, ImageSupplies supplies) {
        this.hosts = hosts;
        this.catalogue = catalogue;
        this.supplies = supplies;
    }

    /** Arguments of {@code list_images}. */
    @Verbatim
    public record ListImages(
            @JsonPropertyDescription(
                    "true also lists images that can be downloaded (the default), false only those in the "
                            + "storage pool.")
            Optional<Boolean> downloadable) {}

    /**
     * An image, its size in GiB.
     *
     * @param verifiedBy what a download is verified by: checksum, signature or nothing; empty for an image in the pool, which
     *     others may have put there
     * @param refused true when it is not downloaded, because nothing verifies it
     */
    public record Image(
            String name,
            boolean inPool,
            Optional<String> volume,
            Optional<Double> sizeGib,
            Optional<String> user,
            Optional<String> osVariant,
            Optional<String> verifiedBy,
            Optional<Boolean> refused) {}

    /** Images, those in the pool first. */
    public record ImageList(List<Image> images, int total) {}

    /** Arguments of {@code download_image}. */
    @Verbatim
    public record DownloadImage(
            @JsonPropertyDescription("kcli name of the image, such as debian13; see list_images.")
            @Pattern(regexp = EXISTING, message = EXISTING_RULE)
            String name) {}

    /** The image that is in the pool now. */
    public record DownloadedImage(String name, String volume, Optional<String> note) {}

    /** Arguments of {@code delete_image}. */
    @Verbatim
    public record DeleteImage(
            @JsonPropertyDescription("Name of the image or its volume (see list_images).")
            @Pattern(regexp = EXISTING, message = EXISTING_RULE)
            String name) {}

    /** The volume that was deleted. */
    public record DeletedImage(String deletedVolume) {}

    @Override
    public List<Tool<?, ?>> tools() {
        return hosts.tools(host -> declared(new Images(host.hypervisor(), catalogue, supplies.at(host))));
    }

    private static List<Tool<?, ?>> declared(Images images) {
        return List.of(
                Tool.reads("list_images", GROUP)
                        .title("List images")
                        .description(
                                "Lists images for create_vm: those in the storage pool and those that can be downloaded, "
                                        + "with the user to log in as and what verifies the download. A refused image is downloaded "
                                        + "only after an operator allows it.")
                        .does(ListImages.class, ImageList.class, (input, call) -> images.list(input)),
                Tool.changes("download_image", GROUP, FETCHES)
                        .title("Download an image")
                        .description(
                                "Downloads an image of the catalogue into the storage pool and verifies it. This takes "
                                        + "minutes. create_vm downloads a missing image itself. A repeated call resumes an "
                                        + "interrupted download.")
                        .does(
                                DownloadImage.class,
                                DownloadedImage.class,
                                (input, call) -> images.download(input.name(), call)),
                Tool.changes("delete_image", GROUP, ToolHints.DELETES)
                        .title("Delete an image")
                        .description("Deletes an image from the storage pool, unless a VM uses it.")
                        .does(DeleteImage.class, DeletedImage.class, (input, call) -> images.delete(input.name())));
    }
}
