package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.image.CatalogueImage;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.HostSnapshot;
import io.qubinode.mcp.airflow.libvirt.Hypervisor;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.machine.VolumeNames;
import io.qubinode.mcp.airflow.vm.CreationChecks.Check;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.airflow.vm.VmTools.Missing;
import io.qubinode.mcp.airflow.vm.VmTools.Preflight;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells what {@code create_vm} would do, and all that is in its way, where that stops at the first. */
final class CreationPreflight {

    private static final String NAME = "name";

    private final Hypervisor hypervisor;
    private final ImageSupply images;
    private final ExistingMachine existing;
    private final Includes includes;

    CreationPreflight(Hypervisor hypervisor, ImageSupply images, Includes includes) {
        this.hypervisor = hypervisor;
        this.images = images;
        existing = new ExistingMachine(hypervisor);
        this.includes = includes;
    }

    Preflight of(CreateVm input) {
        HostSnapshot now = hypervisor.snapshot();
        HostCapacity host = now.capacity();
        // By what it is about: what the host lacks says more than an argument's own bound, and takes its place.
        var missing = new LinkedHashMap<String, Missing>();
        Optional<String> there = there(input, now, missing);
        if (there.isPresent()) {
            return answer(input, host, List.of("nothing: " + there.get()), missing);
        }
        List<Volume> volumes = now.volumes();
        if (missing.isEmpty()) {
            check(missing, new Check(NAME, () -> CreationChecks.volumes(input.name(), volumes)));
        }
        CreationChecks.ofArguments(input, includes).forEach(check -> check(missing, check));
        CreationChecks.ofHost(input, host).forEach(check -> check(missing, check));
        Optional<Volume> image = images.inPool(input.image(), volumes);
        Optional<CatalogueImage> offered =
                image.isPresent() || host.imaginary() ? Optional.empty() : images.offered(input.image());
        check(missing, new Check("image", () -> {
            if (image.isEmpty() && offered.isEmpty() && !(host.imaginary() && images.isNamed(input.image()))) {
                throw CreationChecks.noImage(input.image(), images.names(volumes));
            }
            offered.ifPresent(images::checkProof);
            image.filter(volume -> !host.imaginary()).ifPresent(volume -> CreationChecks.disk(input, volume));
        }));
        return answer(input, host, steps(input, image, offered), missing);
    }

    private static Preflight answer(
            CreateVm input, HostCapacity host, List<String> steps, Map<String, Missing> missing) {
        return new Preflight(
                input.name(),
                missing.isEmpty(),
                List.copyOf(missing.values()),
                steps,
                host.imaginary() ? Optional.empty() : Optional.of(CreationChecks.freeMib(host)),
                CreationChecks.freeGib(host),
                host.imaginary() ? Optional.of(CreationChecks.ANY_SIZE) : Optional.empty());
    }

    /** What is to be said of the machine that is there already. */
    private Optional<String> there(CreateVm input, HostSnapshot now, Map<String, Missing> missing) {
        try {
            return existing.asAsked(input, now).flatMap(Created::note);
        } catch (ToolException e) {
            if (e.error().code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            missing.put(NAME, missing(e));
            return Optional.empty();
        }
    }

    private static void check(Map<String, Missing> missing, Check check) {
        try {
            check.run();
        } catch (ToolException e) {
            missing.put(check.argument(), missing(e));
        }
    }

    private static Missing missing(ToolException e) {
        return new Missing(e.error().message(), e.error().hint());
    }

    private static List<String> steps(CreateVm input, Optional<Volume> image, Optional<CatalogueImage> offered) {
        String name = input.name();
        var steps = new ArrayList<String>();
        offered.ifPresent(coming -> steps.add(
                "download " + coming.volume() + " from " + coming.url().getHost()));
        steps.add("make disk " + VolumeNames.disk(name) + " of " + input.diskSize() + " GiB"
                + image.map(Volume::name)
                        .or(() -> offered.map(CatalogueImage::volume))
                        .map(base -> " over " + base)
                        .orElse(""));
        steps.add("make cloud-init seed " + VolumeNames.seed(name));
        steps.add("define " + name + ": " + input.cpus() + " CPUs, " + input.memory() + " MiB, "
                + input.network().map(network -> "network " + network).orElse("the service's network") + ", "
                + (input.uefi().orElse(false) ? "UEFI" : "BIOS"));
        if (input.start()) {
            steps.add("start it"
                    + (input.waitFor() == WaitFor.RUNNING
                            ? ""
                            : " and wait for " + input.waitFor().name().toLowerCase(Locale.ROOT)));
        }
        return steps;
    }
}
