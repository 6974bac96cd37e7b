package io.qubinode.mcp.security.identity.mtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.testing.Certificates;
import io.qubinode.mcp.security.tls.PemCertificates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRuleTest {

    private static final Certificates CERTIFICATES = new Certificates("rules")
            .make("client", "alice", "--subject", "/O=Lab/OU=Ops/OU=Net/CN=alice")
            .make("client", "tricky", "--subject", "/O=Guests/CN=x,O=Lab,OU=Ops")
            .make("client", "joined", "--subject", "/O=Guests/CN=mallory+CN=alice")
            .make("client", "escaped", "--subject", "/O=Guests\\/O=Lab/CN=x")
            .make("client", "control", "--subject", "/CN=a\tb")
            .make(
                    "client",
                    "runner",
                    "--dns",
                    "7.CI.lab.example",
                    "--uri",
                    "spiffe://lab.example/agent/7",
                    "--email",
                    "ci@lab.example")
            .make("client", "suffix", "--dns", "ci.lab.example.evil.example", "--dns", "*.lab.example");

    private record Rule(
            Map<String, String> subject,
            Optional<String> dns,
            Optional<String> uri,
            Optional<String> email,
            Optional<String> client,
            Permission role,
            Optional<List<String>> tools,
            OptionalInt requestsPerMinute)
            implements MutualTlsSettings.Rule {

        /** Written as {@code CN=… O=… dns=… client=…}. */
        static Rule of(String text) {
            var names = new java.util.TreeMap<String, String>();
            for (String part : text.split(" ")) {
                names.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
            }
            return new Rule(
                    names,
                    Optional.ofNullable(names.remove("dns")),
                    Optional.ofNullable(names.remove("uri")),
                    Optional.ofNullable(names.remove("email")),
                    Optional.ofNullable(names.remove("client")),
                    Permission.READ,
                    Optional.empty(),
                    OptionalInt.empty());
        }
    }

    private static Optional<String> client(String certificate, String rule) {
        var names = CertificateNames.of(PemCertificates.read(CERTIFICATES.read(certificate + ".pem"))
                        .getFirst())
                .orElseThrow();
        CertificateRule made = CertificateRule.of(Rule.of(rule));
        return made.fits(names) ? made.caller(names).map(Caller::client) : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, CN=alice, alice",
        "alice, CN=al*, alice",
        "alice, CN=alice O=Lab OU=Net, alice",
        "alice, O=Lab client=staff, staff",
        "runner, dns=*.ci.LAB.example, 7.ci.lab.example",
        "runner, uri=spiffe://lab.example/agent/*, spiffe://lab.example/agent/7",
        "runner, email=*@lab.example, ci@lab.example",
        "runner, email=*@lab.example dns=7.ci.lab.example CN=runner, ci@lab.example",
        "runner, CN=* client=bot, bot"
    })
    void knowsItsHolder(String certificate, String rule, String client) {
        assertThat(client(certificate, rule)).contains(client);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, CN=Alice",
        "alice, CN=alic",
        "alice, CN=lice",
        "alice, CN=alice O=Other",
        "alice, CN=alice L=Here",
        "alice, dns=alice",
        "alice, email=*",
        "runner, dns=ci.lab.example",
        "runner, email=ci@lab.example O=*",
        // A name inside another's value is no name of its own.
        "tricky, CN=x",
        "tricky, O=Lab client=staff",
        "tricky, OU=Ops client=staff",
        "escaped, O=Lab client=staff",
        "suffix, dns=*.ci.lab.example",
        "suffix, dns=ci.lab.example",
        // The asterisk is ours, not the certificate's.
        "suffix, dns=7.lab.example",
        "control, CN=*"
    })
    void refusesOthers(String certificate, String rule) {
        assertThat(client(certificate, rule)).isEmpty();
    }

    @Test
    void takesPartsOfOneNameForValuesOfTheirOwn() {
        assertThat(client("joined", "CN=mallory")).contains("mallory");
        assertThat(client("joined", "CN=mallory+CN=alice")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "client=x, it asks for none of subject",
        "O=Lab, 'without CN, dns, uri or email it needs a client'",
        "SN=1 client=x, SN is none of C",
        "cn=alice, cn is none of C",
        "'CN=x client= ', client is not an id"
    })
    void saysWhatIsWrongWithARule(String rule, String sentence) {
        Rule wrong = Rule.of(rule);
        assertThatThrownBy(() -> CertificateRule.of(wrong)).hasMessageStartingWith(sentence);
    }
}
