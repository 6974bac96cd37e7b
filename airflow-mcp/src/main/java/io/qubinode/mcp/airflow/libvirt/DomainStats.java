package io.qubinode.mcp.airflow.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virTypedParameter;

/**
 * What libvirt tells of a domain in one round trip for all of them.
 *
 * @param uuid its id
 * @param name its name
 * @param values numbers and texts by libvirt's names, such as {@code cpu.time}
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats">the names</a>
 */
record DomainStats(String uuid, String name, Map<String, Object> values) {

    // virDomainStatsTypes
    static final int STATE = 1;
    static final int CPU = 2;
    static final int BALLOON = 4;
    static final int VCPU = 8;
    static final int INTERFACE = 16;
    static final int BLOCK = 32;

    // struct _virTypedParameter { char field[80]; int type; union value; }
    private static final int TYPE = 80;
    private static final int VALUE = 88;
    private static final int PARAMETER_SIZE = 96;

    // VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
    private static final int NOWAIT = 1 << 29;

    /** All domains, without what a busy or hanging one would have to be waited for; empty as with {@link #ofAll}. */
    static Optional<List<DomainStats>> ofAllAtOnce(OpenConnect connect, int groups) {
        // Drivers may know the one and not the other.
        return ofAll(connect, groups, NOWAIT).or(() -> ofAll(connect, groups, 0));
    }

    /** All domains; empty when this hypervisor does not know how. */
    static Optional<List<DomainStats>> ofAll(OpenConnect connect, int groups, int flags) {
        var records = new PointerByReference();
        int count = connect.unbound().virConnectGetAllDomainStats(connect.pointer(), groups, records, flags);
        return count < 0 ? Optional.empty() : Optional.of(taken(connect, records.getValue(), count));
    }

    /** One domain, or an error as a {@code ToolException}. */
    static DomainStats of(OpenConnect connect, String machine, int groups) {
        DomainPointer domain = Libvirt.INSTANCE.virDomainLookupByName(connect.pointer(), machine);
        if (domain == null) {
            throw LibvirtErrors.ofLastCall();
        }
        try {
            var records = new PointerByReference();
            int count = connect.unbound().virDomainListGetStats(new DomainPointer[] {domain, null}, groups, records, 0);
            if (count != 1) {
                throw LibvirtErrors.ofLastCall();
            }
            return taken(connect, records.getValue(), count).getFirst();
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    long number(String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Empty where the hypervisor does not tell. */
    Optional<Long> found(String name) {
        return has(name) ? Optional.of(number(name)) : Optional.empty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return String.valueOf(values.getOrDefault(name, ""));
    }

    private static List<DomainStats> taken(OpenConnect connect, Pointer records, int count) {
        try {
            var all = new ArrayList<DomainStats>(count);
            for (int i = 0; i < count; i++) {
                all.add(read(records.getPointer((long) i * Native.POINTER_SIZE)));
            }
            return all;
        } finally {
            connect.unbound().virDomainStatsRecordListFree(records);
        }
    }

    /** Reads a {@code struct _virDomainStatsRecord { virDomainPtr dom; virTypedParameterPtr params; int nparams; }}. */
    private static DomainStats read(Pointer record) {
        var domain = new DomainPointer(record.getPointer(0));
        byte[] uuid = new byte[Libvirt.VIR_UUID_STRING_BUFLEN];
        Libvirt.INSTANCE.virDomainGetUUIDString(domain, uuid);
        Pointer parameters = record.getPointer(Native.POINTER_SIZE);
        int count = record.getInt(2L * Native.POINTER_SIZE);
        var values = new HashMap<String, Object>();
        for (int i = 0; i < count; i++) {
            Pointer parameter = parameters.share((long) i * PARAMETER_SIZE);
            values.put(parameter.getString(0, StandardCharsets.UTF_8.name()), value(parameter));
        }
        return new DomainStats(Native.toString(uuid), Libvirt.INSTANCE.virDomainGetName(domain), values);
    }

    private static Object value(Pointer parameter) {
        return switch (parameter.getInt(TYPE)) {
            case virTypedParameter.TYPED_PARAM_INT, virTypedParameter.TYPED_PARAM_UINT -> parameter.getInt(VALUE);
            case virTypedParameter.TYPED_PARAM_LONG, virTypedParameter.TYPED_PARAM_ULONG -> parameter.getLong(VALUE);
            case virTypedParameter.TYPED_PARAM_DOUBLE -> parameter.getDouble(VALUE);
            case virTypedParameter.TYPED_PARAM_BOOLEAN -> parameter.getByte(VALUE) != 0;
            default -> parameter.getPointer(VALUE).getString(0, StandardCharsets.UTF_8.name());
        };
    }
}
