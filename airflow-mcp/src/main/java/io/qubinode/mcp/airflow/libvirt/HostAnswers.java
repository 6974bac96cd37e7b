package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ToolException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What several hosts have answered to one question, in the order of the hosts.
 *
 * @param given the answers
 * @param silent why there is none of the others
 */
public record HostAnswers<T>(Map<LibvirtHost, T> given, Map<LibvirtHost, ToolException> silent) {

    public HostAnswers {
        given = new LinkedHashMap<>(given);
        silent = new LinkedHashMap<>(silent);
    }
}
