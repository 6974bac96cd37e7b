package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;

@NeedsLibvirt
class ListedTest {

    private final LibvirtConnection connection = new LibvirtConnection("test:///default", Duration.ofSeconds(60));
    private final List<String> seen = new ArrayList<>();
    private final List<String> freed = new ArrayList<>();

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void leavesOutADomainThatIsDeletedMeanwhile() {
        connection.call(connect -> {
            define(connect, "one");
            define(connect, "two");
            Listed.domains(connect, domain -> {
                domain.getXMLDesc(0);
                String name = domain.getName();
                seen.add(name);
                if (!name.equals("test")) {
                    undefine(connect, name.equals("one") ? "two" : "one");
                }
            });
            return null;
        });
        assertThat(seen).hasSize(2).contains("test").containsAnyOf("one", "two");
    }

    @Test
    void leavesOutWhatIsGoneWhenItIsLookedUpAndFreesTheOthers() {
        pools(List.of("default-pool", "gone"), pool -> seen.add(pool.getName()));
        assertThat(seen).containsExactly("default-pool");
        assertThat(freed).containsExactly("default-pool");
    }

    @Test
    void freesWhatItLookedAtWhenThatFails() {
        assertThatThrownBy(() -> pools(List.of("default-pool"), pool -> {
                    throw new IllegalStateException();
                }))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(freed).containsExactly("default-pool");
    }

    private void pools(List<String> names, Listed.Use<StoragePool> look) {
        connection.call(connect -> {
            Listed.named(names, connect::storagePoolLookupByName, look, pool -> {
                freed.add(pool.getName());
                pool.free();
            });
            return null;
        });
    }

    private static void define(Connect connect, String name) throws LibvirtException {
        connect.domainDefineXML("<domain type='test'><name>" + name
                        + "</name><memory>1024</memory><os><type>hvm</type></os></domain>")
                .free();
    }

    private static void undefine(Connect connect, String name) throws LibvirtException {
        var domain = connect.domainLookupByName(name);
        domain.undefine();
        domain.free();
    }
}
