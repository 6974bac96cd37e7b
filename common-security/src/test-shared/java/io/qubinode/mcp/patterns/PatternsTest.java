package io.qubinode.mcp.patterns;

import io.qubinode.mcp.testing.ClassFiles;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every module runs this on its own classes. */
@Execution(ExecutionMode.CONCURRENT)
class PatternsTest {

    /** Their parts come from the operator's settings or are quoted as a whole, and a person has looked at them. */
    private static final Set<String> LOOKED_AT = Set.of(
            "io.qubinode.mcp.airflow.machine.RenameEnd",
            "io.qubinode.mcp.security.audit.TrailFiles",
            "io.qubinode.mcp.security.config.StartupChecks",
            "io.qubinode.mcp.endpoints.http.WebOrigins");

    @Test
    void noRegularExpressionTakesMoreThanALongTextsLength() throws IOException {
        assertThat(PatternsInCode.of(ClassFiles.OF_THE_MODULE).found().parallelStream()
                        .map(Attacks::worst)
                        .filter(worst -> !worst.isEmpty()))
                .isEmpty();
    }

    @Test
    void nobodyMakesARegularExpressionThatNobodyLookedAt() throws IOException {
        assertThat(PatternsInCode.of(ClassFiles.OF_THE_MODULE).madeAtRunTime()).isSubsetOf(LOOKED_AT);
    }
}
