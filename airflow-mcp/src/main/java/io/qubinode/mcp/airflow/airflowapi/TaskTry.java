package io.qubinode.mcp.airflow.airflowapi;

import java.util.Optional;

/**
 * One try of a task instance.
 *
 * @param mapIndex empty when the task is not mapped
 * @param number from 1
 */
public record TaskTry(String dagId, String runId, String taskId, Optional<Integer> mapIndex, int number) {}
