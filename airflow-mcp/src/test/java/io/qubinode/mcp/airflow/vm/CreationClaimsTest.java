package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.machine.NameClaims;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.vm.VmTools.Created;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name is made by one call, on one host, and free again whatever came of it. */
class CreationClaimsTest {

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCall call = new FakeCall();
    private Machines machines;

    @BeforeEach
    void anImageIsThere(@TempDir Path folder) {
        machines = new Machines(hypervisor, folder);
        hypervisor.addVolume("centos.qcow2", Optional.empty());
    }

    /** As when the folder for temporary files is full. */
    @Test
    void givesTheNameBackWhenTheSeedCannotBeWritten() {
        var unwritable = new Asking("new").userData("#!/bin/sh\n# \uD800").build();
        assertThatThrownBy(() -> machines.create(unwritable, call)).hasMessageContaining("seed cannot be written");
        assertThat(create().name()).isEqualTo("new");
    }

    /** The half that was made is undone a little later, and the name given back. */
    @Test
    void undoesWhatAnErrorOfTheProcessCutOff() {
        Set<String> before = hypervisor.everything();
        hypervisor.failAt(Step.DEFINE, Failure.REFUSED);
        hypervisor.meanwhile = () -> {
            throw new StackOverflowError();
        };
        assertThat(catchThrowable(this::create)).isInstanceOf(StackOverflowError.class);
        assertThat(isGone()).isTrue();
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void makesNoMachineThatAnotherHostHas(@TempDir Path folder) {
        var here = new Machines(hypervisor, folder, new NameClaims(), machine -> {
            throw new ToolException(ErrorCode.ALREADY_EXISTS, "It is on host two.", "");
        });
        Set<String> before = hypervisor.everything();
        assertThatThrownBy(() -> here.create(new Asking("new").build(), call)).hasMessageContaining("on host two");
        assertThat(hypervisor.everything()).isEqualTo(before);
    }

    @Test
    void saysWhichHostCouldNotBeAskedForTheName(@TempDir Path folder) {
        var here = new Machines(hypervisor, folder, new NameClaims(), machine -> Optional.of("Not asked: two."));
        assertThat(here.create(new Asking("new").build(), call).note()).contains("Not asked: two.");
    }

    /** The first call chose one host, and its repeat another one before the machine could be seen. */
    @Test
    void makesOneMachineWhenACallIsRepeatedOnAnotherHost(@TempDir Path one, @TempDir Path two) {
        var claims = new NameClaims();
        var other = new FakeHypervisor();
        other.addVolume("centos.qcow2", Optional.empty());
        var there = new Machines(other, two, claims, machine -> Optional.empty());
        var here = new Machines(hypervisor, one, claims, machine -> Optional.empty());
        hypervisor.failAt(Step.DEFINE, Failure.TIMEOUT_AND_DONE_LATER);
        assertThat(catchThrowable(() -> here.create(new Asking("new").build(), call)))
                .isNotNull();
        assertThatThrownBy(() -> there.create(new Asking("new").build(), call))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE))
                .hasMessageContaining("create_vm");
        assertThat(other.everything()).containsExactly("centos.qcow2");
        hypervisor.late.countDown();
    }

    @Test
    void refusesASecondCallForTheSameNameAndLeavesTheFirstAlone() {
        hypervisor.failAt(Step.START, Failure.TIMEOUT_AND_DONE_LATER);
        assertThat(catchThrowable(this::create)).isNotNull();
        assertThatThrownBy(() -> machines.delete("new"))
                .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE))
                .hasMessageContaining("Another call is working on virtual machine new");
        assertThat(hypervisor.everything()).contains("SHUT_OFF new", "new_0.img", "new.ISO");
        hypervisor.late.countDown();
        assertThat(isGone()).isTrue();
    }

    /** Whether no machine of the name is left once nobody works on it any more. */
    private boolean isGone() {
        ErrorCode code = await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> {
                            ToolException e = catchThrowableOfType(ToolException.class, () -> machines.delete("new"));
                            return e == null ? ErrorCode.INTERNAL : code(e);
                        },
                        found -> found != ErrorCode.WRONG_STATE);
        return code == ErrorCode.NOT_FOUND;
    }

    private Created create() {
        return machines.create(new Asking("new").build(), call);
    }

    private static ErrorCode code(Throwable e) {
        return ((ToolException) e).error().code();
    }
}
