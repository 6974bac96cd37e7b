package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.permission.ConfirmationRule;
import io.qubinode.mcp.security.permission.ToolOffer;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tool groups as configured. */
public final class ToolGroups {

    private ToolGroups() {}

    /** One group's settings. */
    public interface Group {
        /** Whether its tools are offered. */
        @WithDefault("true")
        boolean enabled();

        /** The permissions that its offered tools may need. */
        @WithDefault("read,execute")
        List<Permission> permissions();

        /** Whether a person must confirm what its tools take away. */
        @WithDefault("false")
        boolean confirm();
    }

    /** What must be confirmed of these groups' tools. */
    public static ConfirmationRule confirmation(Map<String, Group> groups) {
        return tool ->
                groups.containsKey(tool.group()) && groups.get(tool.group()).confirm();
    }

    /**
     * The offer of these groups.
     *
     * @param groups by name; a group that is on by default and not named here is offered whole
     * @param defaults the groups that are on by default
     * @param readOnly whether every tool that changes anything is taken away
     */
    public static ToolOffer offer(Map<String, Group> groups, Set<String> defaults, boolean readOnly) {
        return tool -> {
            if (readOnly && tool.permission().changes()) {
                return false;
            }
            Group group = groups.get(tool.group());
            return group == null
                    ? defaults.contains(tool.group())
                    : group.enabled() && group.permissions().contains(tool.permission());
        };
    }
}
