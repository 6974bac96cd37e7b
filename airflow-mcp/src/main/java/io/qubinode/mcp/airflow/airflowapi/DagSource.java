package io.qubinode.mcp.airflow.airflowapi;

import java.util.Optional;

/**
 * The Python file of a DAG.
 *
 * @param version which version of the DAG; empty where Airflow has no versions
 */
public record DagSource(String text, Optional<Integer> version) {}
