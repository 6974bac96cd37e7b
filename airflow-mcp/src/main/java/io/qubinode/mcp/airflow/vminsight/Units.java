package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest.FileSystem;
import java.util.Optional;

/** Bytes as people read them. */
final class Units {

    private static final double GIB = 1L << 30;

    private Units() {}

    /** GiB with two decimals. */
    static double gib(long bytes) {
        return Math.round(bytes / GIB * 100) / 100.0;
    }

    static Optional<Integer> usedPercent(FileSystem system) {
        return system.sizeBytes().filter(size -> size > 0).flatMap(size -> system.usedBytes()
                .map(used -> (int) (used * 100 / size)));
    }
}
