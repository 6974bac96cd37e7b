package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.ListedVm;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import io.qubinode.mcp.security.tool.AnswerBudget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pages of machines in the order of names; the cursor is the last one of the page before, so that it survives changes. */
final class MachinePages {

    private MachinePages() {}

    static ListedVm listed(Machine machine, Optional<String> host) {
        return new ListedVm(
                machine.name(), machine.state(), machine.memoryMib(), machine.cpus(), machine.image(), host);
    }

    static VmList page(List<ListedVm> all, ListVms input, Optional<String> note) {
        List<ListedVm> matching = all.stream()
                .filter(machine -> input.state().isEmpty() || input.state().get() == machine.state())
                .sorted(Comparator.comparing(ListedVm::name).thenComparing(MachinePages::place))
                .toList();
        List<ListedVm> rest = matching.stream()
                .filter(machine -> input.cursor().isEmpty()
                        || isAfter(machine, input.cursor().get()))
                .toList();
        List<ListedVm> page =
                AnswerBudget.fitting(rest.stream().limit(input.limit()).toList());
        return new VmList(
                page,
                matching.size(),
                page.size() < rest.size() ? Optional.of(place(page.getLast())) : Optional.empty(),
                note);
    }

    private static String place(ListedVm machine) {
        return machine.name() + machine.host().map(host -> "/" + host).orElse("");
    }

    private static boolean isAfter(ListedVm machine, String cursor) {
        int names = machine.name().compareTo(cursor.replaceFirst("/.*", ""));
        return names > 0 || names == 0 && place(machine).compareTo(cursor) > 0;
    }
}
