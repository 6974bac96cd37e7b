package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.image.ImageCatalogue;
import io.qubinode.mcp.airflow.image.ImageSupply;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.testing.ImageSettings;
import io.qubinode.mcp.airflow.vm.VmTools.Missing;
import io.qubinode.mcp.airflow.vm.VmTools.Preflight;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Before a machine is made, one call tells all that would keep it from being made. */
class CreationPreflightTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private CreationPreflight preflight;

    @TempDir
    Path folder;

    @BeforeEach
    void oneImageIsThere() {
        preflight = preflight(false);
        hypervisor.addVolume("centos.qcow2", Optional.empty());
    }

    private CreationPreflight preflight(boolean download) {
        var settings = new ImageSettings(folder, Duration.ofSeconds(2), download);
        return new CreationPreflight(
                hypervisor,
                new ImageSupply(hypervisor, new ImageCatalogue(settings), settings, Path.of(settings.downloads())),
                Includes.REFUSE);
    }

    @Test
    void tellsWhatWouldBeDone() {
        Preflight found = preflight.of(new Asking("new")
                .size(2048, 2, 10)
                .network("lab")
                .waitFor(WaitFor.ADDRESS)
                .build());
        assertThat(found.possible()).isTrue();
        assertThat(found.missing()).isEmpty();
        assertThat(found.steps())
                .containsExactly(
                        "make disk new_0.img of 10 GiB over centos.qcow2",
                        "make cloud-init seed new.ISO",
                        "define new: 2 CPUs, 2048 MiB, network lab, BIOS",
                        "start it and wait for address");
        assertThat(found.freeMemoryMib()).contains(16_384L - 1_024 - 1_024);
        assertThat(found.note()).isEmpty();
        assertThat(hypervisor.everything()).containsExactly("centos.qcow2");
    }

    @Test
    void saysOfTheTestDriverWhyAnythingIsPossible() {
        hypervisor.imaginary = true;
        Preflight found = preflight.of(new Asking("new").size(1 << 19, 2, 10).build());
        assertThat(found.possible()).isTrue();
        assertThat(found.freeMemoryMib()).isEmpty();
        assertThat(found.note()).hasValueSatisfying(note -> assertThat(note).contains("any size fits"));
    }

    @Test
    void namesAnImageThatDoesNotExistOnTheTestDriverToo() {
        hypervisor.imaginary = true;
        Preflight found = preflight.of(new Asking("new").image("plan9").build());
        assertThat(found.possible()).isFalse();
        assertThat(found.missing())
                .extracting(Missing::what)
                .singleElement()
                .asString()
                .contains("plan9");
    }

    @Test
    void namesAllThatIsMissingAndNotOnlyTheFirst() {
        Preflight found = preflight.of(new Asking("new")
                .image("plan9")
                .size(1 << 19, 64, 1_000)
                .network("lba")
                .stopped()
                .waitFor(WaitFor.SSH)
                .build());
        assertThat(found.possible()).isFalse();
        assertThat(found.missing())
                .extracting(Missing::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("start: false"),
                        what -> assertThat(what).contains("cpus is 64"),
                        what -> assertThat(what).contains("100 GiB left"),
                        what -> assertThat(what).contains("network named lba"),
                        what -> assertThat(what).contains("MiB of memory left"),
                        what -> assertThat(what).contains("no image named plan9"));
        assertThat(found.missing()).extracting(Missing::next).allMatch(next -> !next.isBlank());
    }

    @Test
    void namesAnImageThatNothingProves() {
        assertThat(preflight(true)
                        .of(new Asking("new").image("fedora42").build())
                        .missing())
                .extracting(Missing::what)
                .singleElement()
                .asString()
                .contains("fedora42 is not downloaded because nothing proves", "allow_unverified: true");
    }

    /** The host's bounds are the closer ones. */
    @Test
    void namesAnArgumentOnceThatIsAboveBothOfItsBounds() {
        Preflight found = preflight.of(new Asking("new")
                .size((1 << 20) + 1, 257, 16_385)
                .userData("reboot")
                .build());
        assertThat(found.missing())
                .extracting(Missing::what)
                .satisfiesExactly(
                        what -> assertThat(what).contains("MiB of memory left"),
                        what -> assertThat(what).contains("cpus is 257, but the host has 8"),
                        what -> assertThat(what).contains("100 GiB left"),
                        what -> assertThat(what).contains("user_data"));
    }

    /** Then its volumes are its own, and no obstacle more. */
    @Test
    void namesATakenNameOnce() {
        hypervisor.addVolume("new_0.img", Optional.of("centos.qcow2"));
        hypervisor.addMachine("new", FakeHypervisor.disk("disk", "new_0.img", true));
        assertThat(preflight.of(new Asking("new").build()).missing())
                .extracting(Missing::what)
                .singleElement()
                .asString()
                .contains("machine named new already");
    }

    @Test
    void takesAHypervisorThatDoesNotAnswerForNoAnswer() {
        hypervisor.failAt(Step.MACHINES, Failure.TIMEOUT_AND_NEVER_DONE);
        assertThatThrownBy(() -> preflight.of(new Asking("new").build())).isInstanceOf(ToolException.class);
    }
}
