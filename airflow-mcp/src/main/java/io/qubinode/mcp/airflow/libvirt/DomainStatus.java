package io.qubinode.mcp.airflow.libvirt;

import com.sun.jna.ptr.IntByReference;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** Reads the states of domains. */
final class DomainStatus {

    // virConnectListAllDomainsFlags
    private static final int MANAGED_SAVE = 1 << 8;

    private DomainStatus() {}

    static MachineStatus of(OpenConnect connect, Domain domain) throws LibvirtException {
        var state = new IntByReference();
        var reason = new IntByReference();
        boolean saved = domain.hasManagedSaveImage() == 1;
        boolean told = asked(connect, domain, pointer -> connect.unbound().virDomainGetState(pointer, state, reason, 0))
                .isPresent();
        return told
                ? MachineStatus.of(stateOf(state.getValue()), reason.getValue(), saved)
                : new MachineStatus(stateOf(domain.getInfo().state.ordinal()), Optional.empty(), saved);
    }

    /** Whether it starts with the host's next start and not with later ones; libvirt knows that from 11.2 on. */
    static boolean startsOnce(OpenConnect connect, Domain domain) throws LibvirtException {
        var once = new IntByReference();
        try {
            return asked(connect, domain, pointer -> connect.unbound().virDomainGetAutostartOnce(pointer, once))
                    .filter(done -> once.getValue() == 1)
                    .isPresent();
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Empty when libvirt has no answer. */
    private static Optional<Integer> asked(OpenConnect connect, Domain domain, ToIntFunction<DomainPointer> question)
            throws LibvirtException {
        DomainPointer pointer = Libvirt.INSTANCE.virDomainLookupByUUIDString(connect.pointer(), domain.getUUIDString());
        if (pointer == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.applyAsInt(pointer)).filter(answer -> answer >= 0);
        } finally {
            Libvirt.INSTANCE.virDomainFree(pointer);
        }
    }

    /** The ids of all domains whose memory is saved. */
    static Set<String> saved(Connect connect) throws LibvirtException {
        var saved = new HashSet<String>();
        Listed.domains(connect, MANAGED_SAVE, domain -> saved.add(domain.getUUIDString()));
        return saved;
    }

    static MachineState stateOf(int number) {
        return number >= 0 && number < MachineState.values().length
                ? MachineState.values()[number]
                : MachineState.NO_STATE;
    }
}
