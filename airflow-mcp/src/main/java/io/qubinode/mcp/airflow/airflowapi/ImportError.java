package io.qubinode.mcp.airflow.airflowapi;

import java.time.Instant;

/**
 * A DAG file that Airflow cannot read.
 *
 * @param file its path, with folders of the server
 * @param time when that was found
 * @param stackTrace Python's words, with paths of the server
 */
public record ImportError(String file, Instant time, String stackTrace) {}
