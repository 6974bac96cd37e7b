package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.vm.VmTools.CreateVm;
import io.qubinode.mcp.airflow.vm.VmTools.WaitFor;
import java.util.List;
import java.util.Optional;

/** Arguments of {@code create_vm}, of which a test names those that it is about. */
final class Asking {

    private final String name;
    private String image = "centos";
    private int memory = 1024;
    private int cpus = 1;
    private int disk = 10;
    private Optional<String> network = Optional.empty();
    private Optional<String> sshKey = Optional.empty();
    private Optional<String> userData = Optional.empty();
    private Optional<List<String>> packages = Optional.empty();
    private Optional<List<String>> labels = Optional.empty();
    private boolean start = true;
    private WaitFor waitFor = WaitFor.RUNNING;
    private boolean dryRun;

    Asking(String name) {
        this.name = name;
    }

    Asking image(String wanted) {
        image = wanted;
        return this;
    }

    Asking size(int mib, int count, int gib) {
        memory = mib;
        cpus = count;
        disk = gib;
        return this;
    }

    Asking network(String wanted) {
        network = Optional.of(wanted);
        return this;
    }

    Asking sshKey(String wanted) {
        sshKey = Optional.of(wanted);
        return this;
    }

    Asking userData(String wanted) {
        userData = Optional.of(wanted);
        return this;
    }

    Asking packages(String... wanted) {
        packages = Optional.of(List.of(wanted));
        return this;
    }

    Asking labels(String... wanted) {
        labels = Optional.of(List.of(wanted));
        return this;
    }

    Asking stopped() {
        start = false;
        return this;
    }

    Asking waitFor(WaitFor goal) {
        waitFor = goal;
        return this;
    }

    Asking dry() {
        dryRun = true;
        return this;
    }

    CreateVm build() {
        return new CreateVm(
                name,
                image,
                memory,
                cpus,
                disk,
                network,
                sshKey,
                userData,
                packages,
                labels,
                Optional.empty(),
                Optional.empty(),
                start,
                waitFor,
                dryRun);
    }
}
