package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events of libvirt's test driver, whose machines all tests of a process share. */
@NeedsLibvirt
class LibvirtEventsTest {

    private static final String XML =
            "<domain type='test'><name>events</name><memory>1024</memory><os><type>hvm</type></os>%s</domain>";
    private static final String IMAGE =
            "<metadata><k:info xmlns:k='kvirt'><k:image>fedora</k:image></k:info></metadata>";

    private final LibvirtConnection connection = new LibvirtConnection("test:///default", Duration.ofSeconds(30));
    private final LibvirtPower power = new LibvirtPower(connection);

    @AfterEach
    void close() {
        connection.call(connect -> {
            for (var domain : connect.listAllDomains(0)) {
                if (domain.getName().equals("events")) {
                    if (domain.isActive() == 1) {
                        domain.destroy();
                    }
                    domain.undefine();
                }
                domain.free();
            }
            return null;
        });
        connection.close();
    }

    @Test
    void wakesWhoWaitsForAState() throws Exception {
        define("");
        connection.call(Domains.named("events", (connect, domain) -> domain.create()));
        var waiting = CompletableFuture.supplyAsync(
                () -> power.await("events", MachineState.SHUT_OFF, Duration.ofSeconds(60), () -> false));
        power.shutdown("events");
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(MachineState.SHUT_OFF);
    }

    @Test
    void givesTheStateThatItIsInWhenTheTimeIsOver() {
        define("");
        assertThat(power.await("events", MachineState.RUNNING, Duration.ofMillis(50), () -> false))
                .isEqualTo(MachineState.SHUT_OFF);
    }

    @Test
    void tellsWhatHappenedBeforeTheWait() {
        define("");
        try (var watch = connection.events().watch("events");
                var other = connection.events().watch("other")) {
            connection.call(Domains.named("events", (connect, domain) -> domain.create()));
            assertThat(watch.await(Duration.ofSeconds(60))).isTrue();
            assertThat(other.await(Duration.ZERO)).isFalse();
        }
    }

    /** As libvirt calls it; only real guests have an agent. */
    @Test
    void tellsOfAnAgent() {
        try (var watch = connection.events().watch("test");
                var other = connection.events().watch("other")) {
            connection.call(connect -> {
                connection.events().onAgentLifecycleChange(connect.domainLookupByName("test"), 1, 2);
                return null;
            });
            assertThat(watch.await(Duration.ZERO)).isTrue();
            assertThat(watch.await(Duration.ZERO)).isFalse();
            assertThat(other.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void tellsAReboot() {
        try (var watch = connection.events().watch("events");
                var other = connection.events().watch("other")) {
            assertThat(watch.sawReboot()).isFalse();
            connection.events().onReboot("events");
            assertThat(watch.await(Duration.ZERO)).isTrue();
            assertThat(watch.sawReboot()).isTrue();
            assertThat(other.sawReboot()).isFalse();
        }
    }

    /** The test driver has no guest and tells of no reboot. */
    @Test
    void waitsForNoGuestWhereThereIsNone() {
        define("");
        connection.call(Domains.named("events", (connect, domain) -> domain.create()));
        assertThat(power.reboot("events", Duration.ofSeconds(600), () -> true)).isTrue();
    }

    @Test
    void forgetsTheImageOfAMachineThatIsDefinedAnew() throws Exception {
        var images = new ImageNames();
        var redefined = new CompletableFuture<String>();
        connection.events().onRedefinition(images::forget);
        define("");
        String uuid = connection.call(Domains.named("events", (connect, domain) -> domain.getUUIDString()));
        assertThat(imageOf(images, uuid)).isEmpty();
        connection.events().onRedefinition(redefined::complete);
        define("<uuid>" + uuid + "</uuid>" + IMAGE);
        redefined.get(30, TimeUnit.SECONDS);
        assertThat(imageOf(images, uuid)).contains("fedora");
    }

    private Optional<String> imageOf(ImageNames images, String uuid) {
        return connection.call(
                Domains.named("events", (connect, domain) -> images.of(uuid, () -> domain.getXMLDesc(0))));
    }

    private void define(String more) {
        connection.call(connect -> connect.domainDefineXML(XML.formatted(more)).free());
    }
}
