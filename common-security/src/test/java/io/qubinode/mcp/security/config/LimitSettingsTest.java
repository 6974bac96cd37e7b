package io.qubinode.mcp.security.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitSettingsTest {

    private final Map<String, String> environment = new HashMap<>(Map.of("AIRFLOW_MCP_PORT", "8889"));

    @Test
    void takesARedisForBothServicesByOneVariable() {
        environment.put("RATE_LIMIT_REDIS_URL", "rediss://:s3cret@redis.lab.example/1");
        assertThat(limits().redisUrl()).map(Object::toString).contains("rediss://redis.lab.example:6379");
        assertThat(OperatorConfig.sources(new LabSettings(), environment::get)
                        .getLast()
                        .getPropertyNames())
                .contains("airflow.mcp.rate_limit.redis_url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RATE_LIMIT_REDIS_URL     | http://:s3cret@redis  | airflow.mcp.rate_limit.redis_url (RATE_LIMIT_REDIS_URL) is http://…@redis; allowed is an address such as redis://user:password@host:6379/0
            RATE_LIMIT_REDIS_URL     | redis://:s3 cret@redis| airflow.mcp.rate_limit.redis_url (RATE_LIMIT_REDIS_URL) is redis://…@redis; allowed is an address such as redis://user:password@host:6379/0
            RATE_LIMIT_REDIS_CA_FILE | nothing.pem           | airflow.mcp.rate_limit.redis_ca_file (RATE_LIMIT_REDIS_CA_FILE) is nothing.pem; allowed is a PEM file that can be read
            """)
    void refusesARedisThatCannotBeOneWithoutShowingItsPassword(String name, String value, String sentence) {
        environment.put(name, value);
        assertThatThrownBy(this::limits)
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("cret");
    }

    @Test
    void limitsAttemptsWithoutACredentialAsToldAndNotToNone() {
        assertThat(limits().unauthenticatedPerMinute()).isEqualTo(60);
        environment.put("AIRFLOW_MCP_RATE_LIMIT_UNAUTHENTICATED", "7");
        assertThat(limits().unauthenticatedPerMinute()).isEqualTo(7);
        environment.put("AIRFLOW_MCP_RATE_LIMIT_UNAUTHENTICATED", "0");
        assertThatThrownBy(this::limits)
                .hasMessage("airflow.mcp.rate_limit.unauthenticated_per_minute (AIRFLOW_MCP_RATE_LIMIT_UNAUTHENTICATED)"
                        + " is 0; allowed is 1 to 1000000");
    }

    private McpConfig.RateLimit limits() {
        return StartupChecks.check(
                        new LabSettings(), environment::get, StartupChecksTest.Tree.class, StartupChecksTest.Tree::mcp)
                .mcp()
                .rateLimit();
    }
}
