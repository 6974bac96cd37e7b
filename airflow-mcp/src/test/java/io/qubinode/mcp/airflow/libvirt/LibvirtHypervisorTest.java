package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsLibvirt
class LibvirtHypervisorTest {

    private static final int CALLERS = 64;

    private final LibvirtConnection connection = new LibvirtConnection("test:///default", Duration.ofSeconds(60));

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void readsItsMachinesOnceForManyWhoAskAtOnce() throws Exception {
        // Nothing of the settings is needed to read.
        var hypervisor = new LibvirtHypervisor(null, connection, null);
        hypervisor.machines();
        var lists = new ArrayList<Future<List<Machine>>>();
        var all = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                lists.add(threads.submit(() -> {
                    all.await();
                    return hypervisor.machines();
                }));
            }
            all.countDown();
        }
        var readings = Collections.newSetFromMap(new IdentityHashMap<List<Machine>, Boolean>());
        for (Future<List<Machine>> list : lists) {
            assertThat(list.resultNow()).extracting(Machine::name).containsExactly("test");
            readings.add(list.resultNow());
        }
        assertThat(readings).hasSizeLessThan(CALLERS);
    }
}
