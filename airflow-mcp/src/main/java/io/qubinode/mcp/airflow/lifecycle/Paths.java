package io.qubinode.mcp.airflow.lifecycle;

/** Paths on the hypervisor's host, which may be another machine than this one. */
final class Paths {

    private Paths() {}

    /** A file in the same folder. */
    static String beside(String path, String name) {
        return path.substring(0, path.lastIndexOf('/') + 1) + name;
    }

    static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
