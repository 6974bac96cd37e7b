package io.qubinode.mcp.airflow.machine;

import io.qubinode.mcp.airflow.libvirt.Elsewhere;

/**
 * What changes the machines of one host whole or not at all.
 *
 * @param claims the names of machines on all hosts
 * @param elsewhere the other hosts
 * @param journal of the changes on their way
 * @param rollback of those that failed
 * @param renames what brings a renaming to its end
 */
public record HostChanges(
        NameClaims claims, Elsewhere elsewhere, ChangeJournal journal, Rollback rollback, RenameEnd renames) {}
