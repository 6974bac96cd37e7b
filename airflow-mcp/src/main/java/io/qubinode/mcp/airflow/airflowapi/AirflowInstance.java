package io.qubinode.mcp.airflow.airflowapi;

import java.net.URI;
import java.util.List;

/**
 * One Airflow, of whichever generation it is.
 *
 * @param name by which callers choose it
 * @param addresses of its API and of its web pages, where people see them at another
 */
public record AirflowInstance(String name, Airflow airflow, List<URI> addresses) {

    public AirflowInstance {
        addresses = List.copyOf(addresses);
    }

    /** Where people see its web pages. */
    public PageAddress pages() {
        return new PageAddress(addresses.getLast());
    }
}
