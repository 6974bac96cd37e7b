package io.qubinode.mcp.airflow.image;

import io.qubinode.mcp.airflow.image.ImageTools.DeletedImage;
import io.qubinode.mcp.airflow.image.ImageTools.DownloadedImage;
import io.qubinode.mcp.airflow.image.ImageTools.Image;
import io.qubinode.mcp.airflow.image.ImageTools.ImageList;
import io.qubinode.mcp.airflow.image.ImageTools.ListImages;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.Suggestions;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.AnswerBudget;
import io.qubinode.mcp.security.tool.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows, fetches and deletes images. */
final class Images {

    private static final double GIB = 1L << 30;

    private final Hypervisor hypervisor;
    private final ImageCatalogue catalogue;
    private final ImageSupply supply;

    Images(Hypervisor hypervisor, ImageCatalogue catalogue, ImageSupply supply) {
        this.hypervisor = hypervisor;
        this.catalogue = catalogue;
        this.supply = supply;
    }

    ImageList list(ListImages input) {
        List<Volume> volumes = hypervisor.volumes();
        Stream<Image> there = PoolImages.of(volumes).stream()
                .filter(volume -> !supply.isComing(volume.name()))
                .map(this::there);
        Set<String> names = volumes.stream().map(Volume::name).collect(Collectors.toSet());
        Stream<Image> offered = catalogue.all().stream()
                .filter(image -> !names.contains(image.volume()))
                .map(Images::offered);
        List<Image> all = Stream.concat(there, input.downloadable().orElse(true) ? offered : Stream.empty())
                .toList();
        List<Image> shown = AnswerBudget.fitting(all);
        return new ImageList(shown, all.size());
    }

    private Image there(Volume volume) {
        Optional<CatalogueImage> known = catalogue.ofVolume(volume.name());
        return new Image(
                known.map(CatalogueImage::name).orElse(volume.name()),
                true,
                Optional.of(volume.name()),
                Optional.of(Math.round(volume.capacityBytes() / GIB * 100) / 100.0),
                known.flatMap(CatalogueImage::user),
                known.flatMap(CatalogueImage::osVariant),
                Optional.empty(),
                Optional.empty());
    }

    private static Image offered(CatalogueImage image) {
        return new Image(
                image.name(),
                false,
                Optional.empty(),
                Optional.empty(),
                image.user(),
                image.osVariant(),
                Optional.of(image.proof().verifiedBy()),
                Optional.of(true).filter(yes -> image.isRefused()));
    }

    DownloadedImage download(String name, CallContext call) {
        Optional<Volume> there = supply.inPool(name, hypervisor.volumes());
        if (there.isPresent()) {
            return new DownloadedImage(name, there.get().name(), Optional.of("It was in the pool already."));
        }
        CatalogueImage image = catalogue.named(name).orElseThrow(() -> notFound(name));
        Volume volume = supply.download(image, call, (what, part) -> call.progress(Math.round(part * 100), 100, what));
        return new DownloadedImage(
                name,
                volume.name(),
                image.proof() instanceof ImageProof.Nothing
                        ? Optional.of("Nothing proves that its publisher made it; an operator allows that.")
                        : Optional.empty());
    }

    DeletedImage delete(String name) {
        List<Volume> volumes = hypervisor.volumes();
        Volume image = supply.inPool(name, volumes).orElseThrow(() -> notInPool(name, volumes));
        Set<String> users = new TreeSet<>();
        volumes.stream()
                .filter(volume -> volume.backing().filter(image.name()::equals).isPresent())
                .map(Volume::name)
                .forEach(users::add);
        if (users.isEmpty() && hypervisor.neededByOthers("").contains(image.name())) {
            users.add("a virtual machine");
        }
        if (!users.isEmpty()) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Image " + image.name() + " is in use by " + String.join(", ", users) + ".",
                    "Delete what uses it first, for example by delete_vm.");
        }
        hypervisor.deleteVolume(image.name());
        return new DeletedImage(image.name());
    }

    private ToolException notFound(String name) {
        List<String> names = catalogue.all().stream().map(CatalogueImage::name).toList();
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "The catalogue has no image named " + name + ".",
                Suggestions.hint(name, names, "list_images shows all images."));
    }

    private static ToolException notInPool(String name, List<Volume> volumes) {
        List<String> names = PoolImages.of(volumes).stream().map(Volume::name).toList();
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "The storage pool has no image named " + name + ".",
                Suggestions.hint(name, names, "list_images shows all images."));
    }
}
