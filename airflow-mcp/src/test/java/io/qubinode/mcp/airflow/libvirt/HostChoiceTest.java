package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostChoiceTest {

    private record Wanted(String name, int memory) implements NewMachine {}

    private final FakeHypervisor small = new FakeHypervisor();
    private final FakeHypervisor large = new FakeHypervisor();
    private final HostChoice choice = new HostChoice(
            List.of(host("small", small), host("large", large)), new SideBySide(() -> Duration.ofSeconds(2)));

    @BeforeEach
    void smallHasLessRoom() {
        small.committedMib = 12_000;
    }

    @Test
    void findsTheHostThatHasTheMachine() {
        large.addMachine("web");
        assertThat(choice.of("web")).isEqualTo("large");
    }

    @Test
    void asksWhichWhenTwoHostsHaveOneOfThatName() {
        small.addMachine("web");
        large.addMachine("web");
        refused(() -> choice.of("web"), ErrorCode.INVALID_ARGUMENT, "on each of small, large");
        refused(() -> choice.forNew(new Wanted("web", 512)), ErrorCode.INVALID_ARGUMENT, "on each of small, large");
    }

    @Test
    void namesTheNearestOfAllHostsWhenNoneHasIt() {
        large.addMachine("web-1");
        assertThatThrownBy(() -> choice.of("web-2")).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(e.error().hint()).contains("web-1");
        });
    }

    @Test
    void doesNotSayThatAMachineIsNotThereWhileAHostIsSilent() {
        small.failAt(Step.MACHINES, Failure.TIMEOUT_AND_NEVER_DONE);
        refused(() -> choice.of("web"), ErrorCode.BACKEND_TIMEOUT, "did not answer");
    }

    @Test
    void putsANewMachineWhereTheMostMemoryIsFree() {
        assertThat(choice.forNew(new Wanted("web", 512))).isEqualTo("large");
    }

    @Test
    void putsNoMachineElsewhereThatASilentHostHadWhenItLastAnswered() {
        small.addMachine("web");
        assertThat(choice.of("web")).isEqualTo("small");
        small.failAt(Step.MACHINES, Failure.TIMEOUT_AND_NEVER_DONE);
        refused(() -> choice.forNew(new Wanted("web", 512)), ErrorCode.BACKEND_TIMEOUT, "Host small");
    }

    @Test
    void knowsNamesOnTheOtherHosts() {
        large.addMachine("web");
        Elsewhere besideSmall = choice.elsewhere(host("small", small));
        refused(() -> besideSmall.mustNotHave("web"), ErrorCode.ALREADY_EXISTS, "on host large");
        assertThat(besideSmall.mustNotHave("new")).isEmpty();
        assertThat(choice.elsewhere(host("large", large)).mustNotHave("web")).isEmpty();
        large.failAt(Step.MACHINES, Failure.TIMEOUT_AND_NEVER_DONE);
        assertThat(besideSmall.mustNotHave("new").orElseThrow()).contains("large");
        large.failAt(Step.MACHINES, Failure.TIMEOUT_AND_NEVER_DONE);
        refused(() -> besideSmall.mustNotHave("web"), ErrorCode.BACKEND_TIMEOUT, "Host large");
    }

    @Test
    void findsAMachineThoughAnotherHostHangs() {
        var late = new CountDownLatch(1);
        small.failAt(Step.MACHINES, Failure.REFUSED);
        small.meanwhile = () -> {
            try {
                late.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        large.addMachine("web");
        assertThat(choice.of("web")).isEqualTo("large");
        assertThat(choice.forNew(new Wanted("new", 512))).isEqualTo("large");
        refused(() -> choice.of("no-such"), ErrorCode.BACKEND_TIMEOUT, "Host small could not be asked");
        late.countDown();
    }

    @Test
    void goesBackToTheHostThatHasTheMachineAlready() {
        small.addMachine("web");
        assertThat(choice.forNew(new Wanted("web", 512))).isEqualTo("small");
    }

    @Test
    void passesASilentHostByForANewMachine() {
        large.failAt(Step.CAPACITY, Failure.TIMEOUT_AND_NEVER_DONE);
        assertThat(choice.forNew(new Wanted("web", 512))).isEqualTo("small");
    }

    private static LibvirtHost host(String name, Hypervisor hypervisor) {
        return new LibvirtHost(name, false, hypervisor, null, null, null, null, null, null, null);
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().message()).contains(words);
        });
    }
}
