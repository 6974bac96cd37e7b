package io.qubinode.mcp.security.core;

/**
 * Which service this process is.
 *
 * @param name as in audit records and health answers, for example {@code airflow-mcp}
 * @param root the service's tree in {@code mcp-servers.yml}, for example {@code airflow}
 * @param flag the environment variable that enables the service
 */
public record ServiceIdentity(String name, String root, String flag) {}
