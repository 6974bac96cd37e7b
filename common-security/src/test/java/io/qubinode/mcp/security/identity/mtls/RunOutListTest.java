package io.qubinode.mcp.security.identity.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.testing.Certificates;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunOutListTest {

    private static final Certificates LAB = new Certificates("run-out");

    private record Settings(Optional<String> caFile, Optional<String> crlFile, List<Rule> rules)
            implements MutualTlsSettings {}

    @Test
    void isToldWhileTheServiceRuns() {
        var settings = new Settings(
                Optional.of(LAB.file("ca.pem").toString()),
                Optional.of(LAB.file("crl.pem").toString()),
                List.of());
        assertThat(new MutualTlsAuthenticator(settings, Clock.systemUTC()).problem())
                .isEmpty();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));
        assertThat(new MutualTlsAuthenticator(settings, later).problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("The list of revoked certificates ended on ")
                        .endsWith("so every certificate is refused"));
    }
}
