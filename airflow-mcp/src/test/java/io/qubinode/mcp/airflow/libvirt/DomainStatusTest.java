package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.ptr.IntByReference;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** On libvirt's own test driver, whose newer functions are played: those of libvirt 11.2 are on few hosts yet. */
@NeedsLibvirt
class DomainStatusTest {

    @Test
    void tellsAMachineThatStartsWithTheHostsNextStartOnly() throws LibvirtException {
        assertThat(startsOnce(once -> set(once, 1))).isTrue();
        assertThat(startsOnce(once -> set(once, 0))).isFalse();
    }

    @Test
    void knowsNothingOfItWhereLibvirtDoesNot() throws LibvirtException {
        assertThat(startsOnce(once -> -1)).isFalse();
        assertThat(startsOnce(once -> {
                    throw new UnsatisfiedLinkError("undefined symbol: virDomainGetAutostartOnce");
                }))
                .isFalse();
    }

    private static int set(IntByReference once, int value) {
        once.setValue(value);
        return 0;
    }

    private static boolean startsOnce(ToIntFunction<IntByReference> libvirt) throws LibvirtException {
        var played = (UnboundLibvirt) Proxy.newProxyInstance(
                UnboundLibvirt.class.getClassLoader(),
                new Class<?>[] {UnboundLibvirt.class},
                (proxy, method, given) -> {
                    assertThat(method.getName()).isEqualTo("virDomainGetAutostartOnce");
                    return libvirt.applyAsInt((IntByReference) given[1]);
                });
        var connect = new OpenConnect("test:///default", Optional.empty(), played);
        try {
            Domain domain = connect.domainLookupByName("test");
            try {
                return DomainStatus.startsOnce(connect, domain);
            } finally {
                domain.free();
            }
        } finally {
            connect.close();
        }
    }
}
