package io.qubinode.mcp.airflow.libvirt;

import java.util.List;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/** Finds volumes by their files. */
final class PoolFiles {

    private PoolFiles() {}

    /** A file that QEMU made is known to libvirt only after a look. */
    static StorageVol volume(Connect connect, String file) throws LibvirtException {
        try {
            return connect.storageVolLookupByPath(file);
        } catch (LibvirtException e) {
            Listed.named(
                    List.of(connect.listStoragePools()),
                    connect::storagePoolLookupByName,
                    pool -> {
                        if (Xml.parse(pool.getXMLDesc(0))
                                .first("path")
                                .filter(path -> file.startsWith(path.text() + "/"))
                                .isPresent()) {
                            pool.refresh(0);
                        }
                    },
                    StoragePool::free);
            return connect.storageVolLookupByPath(file);
        }
    }
}
