package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.ListingSnapshots;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a language model reads of the tool groups that are off by default. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(SwitchedOnListingTest.InsightAndControl.class)
class SwitchedOnListingTest {

    @TestHTTPResource
    URI base;

    /** The two groups, and no other. */
    public static final class InsightAndControl extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "airflow.mcp.tools.dag_management.enabled", "false",
                    "airflow.mcp.tools.vm_operations.enabled", "false",
                    "airflow.mcp.tools.log_access.enabled", "false",
                    "airflow.mcp.tools.dag_insight.enabled", "true",
                    "airflow.mcp.tools.dag_control.enabled", "true");
        }
    }

    @Test
    void isAsAccepted() throws IOException {
        new ListingSnapshots("tools-off-by-default", base).check();
    }

    @Test
    void fitsIntoFifteenKilobytes() {
        assertThat(new ListingSnapshots("tools-off-by-default", base).bytes()).isLessThan(15_000);
    }
}
