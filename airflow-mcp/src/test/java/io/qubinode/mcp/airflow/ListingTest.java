package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.ListingSnapshots;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What a language model reads of the tools. A change of it is to be seen in review. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
class ListingTest {

    // docs: "A default tools/list, output schemas included, stays below 12 kB (airflow-mcp, ten tools)."
    private static final int BUDGET = 12_000;

    @TestHTTPResource
    URI base;

    @Test
    void isAsAccepted() throws IOException {
        new ListingSnapshots("tools", base).check();
    }

    @Test
    void fitsIntoTwelveKilobytes() {
        assertThat(new ListingSnapshots("tools", base).bytes()).isLessThan(BUDGET);
    }
}
