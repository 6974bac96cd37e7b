package io.qubinode.mcp.security.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolNamesTest {

    @ParameterizedTest
    @CsvSource({
        "*, list_dags, true",
        "list_dags, list_dags, true",
        "list_dags, list_dags_too, false",
        "list_*, list_dags, true",
        "list_*, list_, true",
        "list_*, relist_dags, false",
        "*_vm, create_vm, true",
        "*_vm, create_vms, false",
        "*a*b*, xxaxxaxxbx, true",
        "*a*b*, xxbxxa, false",
        "a*b*c, abbc, true",
        "a*b*c, abcb, false",
    })
    void namesATool(String pattern, String tool, boolean named) {
        assertThat(new ToolNames(List.of("nothing", pattern)).include(tool)).isEqualTo(named);
    }
}
