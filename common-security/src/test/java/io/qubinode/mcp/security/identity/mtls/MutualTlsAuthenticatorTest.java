package io.qubinode.mcp.security.identity.mtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Certificates;
import io.qubinode.mcp.security.testing.Requests;
import io.qubinode.mcp.security.testing.SettableClock;
import io.qubinode.mcp.security.tls.PemCertificates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutualTlsAuthenticatorTest {

    private static final Certificates LAB = new Certificates("authenticator")
            .make("client", "alice", "--subject", "/O=Lab/CN=alice")
            .make("client", "mallory", "--subject", "/O=Other/CN=mallory")
            .make("client", "ended", "--subject", "/O=Lab/CN=ended", "--days", "-1")
            .make("client", "revoked", "--subject", "/O=Lab/CN=revoked")
            .make("revoke", "revoked");
    private static final Certificates STRANGE =
            new Certificates("authenticator-strange").make("client", "alice", "--subject", "/O=Lab/CN=alice");

    private record Settings(Optional<String> caFile, Optional<String> crlFile, List<Rule> rules)
            implements MutualTlsSettings {}

    private record Rule(Map<String, String> subject, Optional<String> client, Permission role)
            implements MutualTlsSettings.Rule {

        @Override
        public Optional<String> dns() {
            return Optional.empty();
        }

        @Override
        public Optional<String> uri() {
            return Optional.empty();
        }

        @Override
        public Optional<String> email() {
            return Optional.empty();
        }

        @Override
        public Optional<List<String>> tools() {
            return Optional.of(List.of("list_*"));
        }

        @Override
        public OptionalInt requestsPerMinute() {
            return OptionalInt.of(7);
        }
    }

    private final SettableClock clock = new SettableClock(Instant.now());
    private final MutualTlsAuthenticator authenticator = of(LAB);

    private MutualTlsAuthenticator of(Certificates authority) {
        return new MutualTlsAuthenticator(
                new Settings(
                        Optional.of(authority.file("ca.pem").toString()),
                        Optional.of(authority.file("crl.pem").toString()),
                        List.of(
                                new Rule(Map.of("CN", "nobody"), Optional.empty(), Permission.ADMIN),
                                new Rule(Map.of("O", "Lab"), Optional.of("staff"), Permission.EXECUTE))),
                clock);
    }

    private static SSLSession session(Certificates of, String name) {
        return Requests.showing(PemCertificates.read(of.read(name)));
    }

    private Optional<Caller> caller(SSLSession session) {
        return authenticator.authenticate(Requests.of(session));
    }

    @Test
    void knowsTheHolderByTheFirstRuleThatFits() {
        assertThat(caller(session(LAB, "alice.pem"))).hasValueSatisfying(caller -> {
            assertThat(caller.client()).isEqualTo("staff");
            assertThat(caller.method()).isEqualTo("mtls");
            assertThat(caller.role()).isEqualTo(Permission.EXECUTE);
            assertThat(caller.tools().include("list_vms")).isTrue();
            assertThat(caller.tools().include("delete_vm")).isFalse();
            assertThat(caller.requestsPerMinute()).hasValue(7);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"mallory.pem", "ended.pem", "revoked.pem", "ca.pem"})
    void refusesACertificateThatNoRuleFitsOrThatIsNotGood(String name) {
        assertThat(caller(session(LAB, name))).isEmpty();
    }

    @Test
    void refusesWhoShowsNoneOrOneOfAnotherAuthority() {
        assertThat(caller(null)).isEmpty();
        assertThat(caller(Requests.showing(List.of()))).isEmpty();
        assertThat(caller(session(STRANGE, "alice.pem"))).isEmpty();
    }

    @Test
    void keepsAVerdictForAMinuteOrUntilItsAuthoritiesChange() {
        Certificates changing =
                new Certificates("authenticator-changing").make("client", "alice", "--subject", "/O=Lab");
        MutualTlsAuthenticator own = of(changing);
        SSLSession open = session(changing, "alice.pem");
        assertThat(own.authenticate(Requests.of(open))).isPresent();
        Object verdict = open.getValue("io.qubinode.mcp.certificate-verdict");
        clock.goOn(Duration.ofSeconds(59));
        assertThat(own.authenticate(Requests.of(open))).isPresent();
        assertThat(open.getValue("io.qubinode.mcp.certificate-verdict")).isSameAs(verdict);
        clock.goOn(Duration.ofSeconds(1));
        assertThat(own.authenticate(Requests.of(open))).isPresent();
        assertThat(open.getValue("io.qubinode.mcp.certificate-verdict")).isNotSameAs(verdict);
        changing.make("revoke", "alice");
        own.refresh();
        assertThat(own.authenticate(Requests.of(open))).isEmpty();
    }

    @Test
    void saysWhatItWantsAndOfWhom() {
        assertThat(authenticator.method()).isEqualTo("mtls");
        assertThat(authenticator.challenge(Requests.with())).startsWith("ClientCertificate ");
        assertThat(authenticator.advice()).contains("client certificate");
        assertThat(authenticator.authorities()).isEqualTo(PemCertificates.read(LAB.read("ca.pem")));
        assertThat(authenticator.problem()).isEmpty();
    }

    @Test
    void refusesARuleThatMakesNoSense() {
        var wrong = new Rule(Map.of(), Optional.of("x"), Permission.READ);
        assertThatThrownBy(() -> MutualTlsAuthenticator.check(wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wantsAuthoritiesForItsAuthorities() {
        assertThatThrownBy(() -> ClientAuthorities.read(List.of(LAB.read("alice.pem"))))
                .hasMessageContaining("is not a certificate authority");
        assertThatThrownBy(() -> ClientAuthorities.read(List.of(LAB.read("ca.pem"), new byte[0])))
                .hasMessage("it holds no list of revoked certificates");
        assertThat(ClientAuthorities.read(List.of(LAB.read("ca.pem"))).end()).isEmpty();
    }
}
