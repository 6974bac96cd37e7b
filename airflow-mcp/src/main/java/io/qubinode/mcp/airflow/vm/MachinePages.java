package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.airflow.libvirt.Machine;
import io.qubinode.mcp.airflow.vm.VmTools.ListVms;
import io.qubinode.mcp.airflow.vm.VmTools.ListedVm;
import io.qubinode.mcp.airflow.vm.VmTools.VmList;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.AnswerBudget;
import io.qubinode.mcp.security.tool.Pasted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pages of machines in the order of names; the cursor is the last one of the page before, so that it survives changes. */
final class MachinePages {

    // In no name: libvirt's are a line.
    private static final String SEPARATOR = "\n";

    private MachinePages() {}

    static ListedVm listed(Machine machine, Optional<String> host) {
        return new ListedVm(
                machine.name(),
                machine.state(),
                machine.status().reason(),
                Optional.of(machine.status().saved()).filter(saved -> saved),
                machine.memoryMib(),
                machine.cpus(),
                machine.image(),
                host);
    }

    static VmList page(List<ListedVm> all, ListVms input, Optional<String> note) {
        List<ListedVm> matching = all.stream()
                .filter(machine -> input.state().isEmpty() || input.state().get() == machine.state())
                .sorted(Comparator.comparing(ListedVm::name).thenComparing(MachinePages::place))
                .toList();
        Optional<String[]> last = input.cursor().map(MachinePages::read);
        List<ListedVm> rest = matching.stream()
                .filter(machine -> last.isEmpty() || isAfter(machine, last.get()))
                .toList();
        List<ListedVm> page =
                AnswerBudget.fitting(rest.stream().limit(input.limit()).toList());
        return new VmList(
                page,
                matching.size(),
                page.size() < rest.size() ? Optional.of(cursor(page.getLast())) : Optional.empty(),
                note);
    }

    private static String place(ListedVm machine) {
        return machine.host().orElse("");
    }

    private static String cursor(ListedVm last) {
        byte[] place = (last.name() + SEPARATOR + place(last)).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place);
    }

    /** Name and host. */
    private static String[] read(String cursor) {
        try {
            String place = new String(Base64.getUrlDecoder().decode(Pasted.trimmed(cursor)), StandardCharsets.UTF_8);
            String[] parts = place.split(SEPARATOR, 2);
            if (parts.length == 2) {
                return parts;
            }
        } catch (IllegalArgumentException e) {
            throw notOurs(e);
        }
        throw notOurs(null);
    }

    private static ToolException notOurs(IllegalArgumentException cause) {
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                "cursor must be the next_cursor of an earlier answer.",
                "List again without a cursor.",
                cause);
    }

    private static boolean isAfter(ListedVm machine, String[] last) {
        int names = machine.name().compareTo(last[0]);
        return names > 0 || names == 0 && place(machine).compareTo(last[1]) > 0;
    }
}
