package io.qubinode.mcp.airflow.airflowapi;

import java.util.List;
import java.util.Optional;

/**
 * Which DAGs are asked for.
 *
 * @param search part of the id or of the display name, ignoring case; empty for all
 * @param tags any of which a DAG must have; empty for all
 * @param paused whether it is paused; empty for either
 * @param limit at most so many, 1 to 100
 * @param offset so many of the matching ones before
 */
public record DagQuery(Optional<String> search, List<String> tags, Optional<Boolean> paused, int limit, int offset) {}
