package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * How large a disk is, in bytes.
 *
 * @param capacity as its machine sees it
 * @param allocation how much of it is in use on the host
 */
record DiskSpace(long capacity, long allocation) {

    private static final Logger LOG = Logger.getLogger(DiskSpace.class);

    /** Empty when nobody knows: what is gone or remote has no size. */
    static Optional<DiskSpace> of(Connect connect, Domain domain, Xml disk) throws LibvirtException {
        if (!disk.name().equals("disk") || disk.child("source").isEmpty()) {
            return Optional.empty();
        }
        if (!LibvirtDomains.isImaginary(connect)) {
            try {
                var sizes = domain.blockInfo(DomainStorage.target(disk));
                return Optional.of(new DiskSpace(sizes.getCapacity(), sizes.getAllocation()));
            } catch (LibvirtException e) {
                LOG.debug("Of a disk by pool and volume, its volume tells while the machine is off", e);
            }
        }
        return PoolFiles.ofDisk(connect, disk, volume -> {
            var info = volume.getInfo();
            return new DiskSpace(info.capacity, info.allocation);
        });
    }
}
