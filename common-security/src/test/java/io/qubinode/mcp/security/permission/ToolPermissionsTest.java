package io.qubinode.mcp.security.permission;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.core.ToolNames;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ToolPermissionsTest {

    private final ToolCatalogue catalogue = new ToolCatalogue(new ProbeTools().tools());
    private final ToolPermissions permissions =
            new ToolPermissions(catalogue, tool -> !tool.group().equals("off_by_default"));

    @Test
    void letsARoleUseWhatItCovers() {
        assertThat(visible(Permission.READ)).containsExactly("echo", "work_long", "break");
        assertThat(visible(Permission.EXECUTE)).containsExactly("echo", "write_note", "work_long", "break", "wipe");
        assertThat(visible(Permission.ADMIN))
                .containsExactly("echo", "write_note", "reset", "work_long", "break", "wipe");
    }

    @Test
    void letsNobodyUseWhatIsNotOffered() {
        CatalogueEntry hidden = catalogue.find("hidden").orElseThrow();
        assertThat(permissions.offers(hidden)).isFalse();
        assertThat(permissions.allows(caller(Permission.ADMIN, ToolNames.ALL), hidden))
                .isFalse();
        assertThat(permissions.offers(catalogue.find("reset").orElseThrow())).isTrue();
    }

    @Test
    void letsAClientUseTheToolsThatAreNamedForItOnly() {
        Caller caller = caller(Permission.EXECUTE, new ToolNames(List.of("w*")));
        assertThat(permissions.visibleTo(caller))
                .extracting(CatalogueEntry::name)
                .containsExactly("write_note", "work_long", "wipe");
    }

    private List<String> visible(Permission role) {
        return permissions.visibleTo(caller(role, ToolNames.ALL)).stream()
                .map(CatalogueEntry::name)
                .toList();
    }

    private static Caller caller(Permission role, ToolNames tools) {
        return new Caller("alice", "api_key", role, tools, OptionalInt.empty());
    }
}
