package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.libvirt.HostCapacity;
import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CreationChecksTest {

    private static final long GIB = 1L << 30;
    private static final Volume IMAGE = new Volume("centos.qcow2", "qcow2", 10 * GIB, Optional.empty());

    private HostCapacity host = new HostCapacity(false, 4, 8_192, 2_048, 100 * GIB, List.of("default"));
    private List<Volume> volumes = List.of(IMAGE);

    @Test
    void refusesToTakeOverVolumesThatAreThereAlready() {
        volumes = List.of(IMAGE, new Volume("new.ISO", "raw", 1, Optional.empty()));
        refuses(ErrorCode.ALREADY_EXISTS, "holds a volume new.ISO already", ask("centos", 1024, 1, 10));
    }

    @Test
    void refusesMoreCpusThanTheHostHas() {
        refuses(ErrorCode.INVALID_ARGUMENT, "the host has 4 CPUs", ask("centos", 1024, 5, 10));
    }

    /** 8192 MiB, less 2048 of running machines and 1024 of the host. */
    @Test
    void takesTheMemoryThatIsLeftAndNotMore() {
        check(ask("centos", 5_120, 1, 10));
        refuses(ErrorCode.WRONG_STATE, "has 5120 MiB of memory left", ask("centos", 5_121, 1, 10));
    }

    @Test
    void neverSpeaksOfNegativeMemory() {
        host = new HostCapacity(false, 4, 1_024, 9_000, 100 * GIB, List.of("default"));
        refuses(ErrorCode.WRONG_STATE, "has 0 MiB", ask("centos", 128, 1, 10));
    }

    @Test
    void refusesADiskLargerThanWhatIsLeftOfThePool() {
        refuses(ErrorCode.WRONG_STATE, "has 100 GiB left", ask("centos", 1024, 1, 101));
    }

    @Test
    void refusesADiskSmallerThanItsImage() {
        refuses(ErrorCode.INVALID_ARGUMENT, "needs 10 GiB", ask("centos", 1024, 1, 9));
    }

    @Test
    void namesTheImagesThereAre() {
        assertThat(CreationChecks.noImage("plan9", List.of("centos.qcow2", "debian13"))
                        .error()
                        .hint())
                .contains("There are centos.qcow2, debian13.");
        assertThat(CreationChecks.noImage("debian12", List.of("centos.qcow2", "debian13"))
                        .error()
                        .hint())
                .contains("debian13");
        assertThat(CreationChecks.noImage("centos", List.of()).error().hint())
                .contains("put a qcow2 cloud image there");
    }

    @Test
    void wantsNoMemoryOfLibvirtsTestDriver() {
        host = new HostCapacity(true, 4, 3_072, 8_192, 100 * GIB, List.of("default"));
        check(ask("fedora43", 2_048, 1, 10));
    }

    @Test
    void refusesANetworkThatIsNotActive() {
        refuses(
                ErrorCode.NOT_FOUND,
                "no active network named lab",
                new Asking("new").network("lab").build());
    }

    @Test
    void refusesToWaitForAMachineThatIsNotStarted() {
        assertThatThrownBy(() -> CreationChecks.ofArguments(
                                new Asking("new").stopped().waitFor(WaitFor.SSH).build(), Includes.REFUSE)
                        .forEach(Runnable::run))
                .hasMessageContaining("start: false");
    }

    private void check(CreateVm input) {
        CreationChecks.volumes(input.name(), volumes);
        CreationChecks.ofHost(input, host).forEach(Runnable::run);
        CreationChecks.disk(input, IMAGE);
    }

    private void refuses(ErrorCode code, String words, CreateVm input) {
        assertThatThrownBy(() -> check(input)).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().text()).contains(words);
            assertThat(e.error().hint()).isNotEmpty();
        });
    }

    private static CreateVm ask(String image, int memory, int cpus, int disk) {
        return new Asking("new").image(image).size(memory, cpus, disk).build();
    }
}
