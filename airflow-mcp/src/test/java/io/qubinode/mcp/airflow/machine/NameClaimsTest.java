package io.qubinode.mcp.airflow.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.machine.NameClaims.Claim;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import org.junit.jupiter.api.Test;

class NameClaimsTest {

    private final NameClaims claims = new NameClaims();
    private final FakeHypervisor hypervisor = new FakeHypervisor();

    @Test
    void saysWhichOperationWorksOnAMachine() {
        claims.claim("clone_vm", "web", "copy");
        assertThatThrownBy(() -> claims.claim("delete_vm", "copy")).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
            assertThat(e.error().message()).contains("copy").contains("clone_vm");
        });
    }

    @Test
    void claimsAllNamesOrNone() {
        Claim held = claims.claim("delete_vm", "copy");
        assertThat(claims.take("clone_vm", "web", "copy")).isEmpty();
        assertThat(isFree("web")).isTrue();
        held.close();
        assertThat(isFree("copy")).isTrue();
    }

    @Test
    void givesNamesBackWhateverHappens() {
        assertThat(catchThrowable(() -> claims.during(
                        "resize_vm",
                        hypervisor,
                        () -> {
                            throw new StackOverflowError();
                        },
                        "web")))
                .isInstanceOf(StackOverflowError.class);
        assertThat(isFree("web")).isTrue();
    }

    @Test
    void keepsANameWhileLibvirtStillWorksOnWhatTimedOut() {
        hypervisor.addMachine("web");
        hypervisor.failAt(Step.STOP, Failure.TIMEOUT_AND_DONE_LATER);
        assertThat(catchThrowable(() -> claims.during(
                        "vm_power",
                        hypervisor,
                        () -> {
                            hypervisor.stop("web");
                            return null;
                        },
                        "web")))
                .isInstanceOf(ToolException.class);
        assertThat(isFree("web")).isFalse();
        hypervisor.late.countDown();
        await().until(() -> isFree("web"));
    }

    /** A guest that was switched off ends what libvirt still asked it, a moment after the call was answered. */
    @Test
    void waitsAMomentForWhatAnAnsweredCallLeft() {
        Claim claim = claims.claim("vm_power", "web");
        var holder = claim.share();
        claim.close();
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            holder.close();
        });
        claims.claim("delete_vm", "web").close();
    }

    @Test
    void isHeldUntilTheLastHolderHasGone() {
        Claim claim = claims.claim("create_vm", "web");
        var holder = claim.share();
        claim.close();
        claim.close();
        assertThat(isFree("web")).isFalse();
        holder.close();
        assertThat(isFree("web")).isTrue();
        holder.close();
        assertThat(isFree("web")).isTrue();
    }

    private boolean isFree(String machine) {
        var claim = claims.take("a look", machine);
        claim.ifPresent(Claim::close);
        return claim.isPresent();
    }
}
