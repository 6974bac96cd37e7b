package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;

/**
 * Some of the things that match a query.
 *
 * @param items those from the query's offset on
 * @param total how many match
 */
public record Page<T>(List<T> items, int total) {

    public Page {
        items = List.copyOf(items);
    }
}
