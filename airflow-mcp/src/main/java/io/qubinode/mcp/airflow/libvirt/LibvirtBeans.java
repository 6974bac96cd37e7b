package io.qubinode.mcp.airflow.libvirt;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The connection that all adapters of libvirt share. */
final class LibvirtBeans {

    @Produces
    @Singleton
    LibvirtConnection connection(LibvirtConfig config) {
        return new LibvirtConnection(config.uri(), config.timeout());
    }

    void close(@Disposes LibvirtConnection connection) {
        connection.close();
    }

    @Produces
    @Singleton
    LibvirtPool pool(LibvirtConfig config, LibvirtConnection connection) {
        return new LibvirtPool(config, connection);
    }
}
