package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/** The storage pool of the settings. */
final class LibvirtPool {

    // The only pool of test:///default
    private static final String TEST_POOL = "default-pool";
    private static final long GIB = 1L << 30;
    private static final Duration PASSING = Duration.ofSeconds(5);
    private static final long BETWEEN_TRIES_MILLIS = 200;

    private final LibvirtConfig config;
    private final LibvirtConnection connection;
    private final LibvirtTransfer transfer = new LibvirtTransfer(this);

    LibvirtPool(LibvirtConfig config, LibvirtConnection connection) {
        this.config = config;
        this.connection = connection;
    }

    /** What is to be done with the pool. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connect connect, StoragePool pool) throws LibvirtException;
    }

    <T> T call(Work<T> work) {
        return connection.call(withPool(work));
    }

    /** Of what changes nothing. */
    <T> T read(Work<T> work) {
        return connection.read(withPool(work));
    }

    private <T> LibvirtConnection.Work<T> withPool(Work<T> work) {
        return connect -> {
            StoragePool pool = lookup(connect);
            try {
                return work.on(connect, pool);
            } finally {
                pool.free();
            }
        };
    }

    /** The pool, to be freed. */
    StoragePool lookup(Connect connect) throws LibvirtException {
        boolean test = connect.getType().equalsIgnoreCase("test")
                && !Arrays.asList(connect.listStoragePools()).contains(config.pool());
        try {
            return connect.storagePoolLookupByName(test ? TEST_POOL : config.pool());
        } catch (LibvirtException e) {
            if (LibvirtTransfer.isLost(connect)) {
                throw e;
            }
            throw new ToolException(
                    ErrorCode.BACKEND_REFUSED,
                    "libvirt has no storage pool named " + config.pool() + ".",
                    "An operator must make it or set airflow.libvirt.pool.",
                    e);
        }
    }

    long freeBytes() {
        return read((connect, pool) -> pool.getInfo().available);
    }

    /** The folder of its files. */
    String path() {
        return place().path();
    }

    DomainStorage.Pool place() {
        return read((connect, pool) -> new DomainStorage.Pool(
                pool.getName(),
                Xml.parse(pool.getXMLDesc(0)).at("target", "path").stream()
                        .map(Xml::exactText)
                        .findFirst()
                        .orElse("")));
    }

    List<Volume> volumes() {
        return read((connect, pool) -> {
            PoolFiles.refresh(pool);
            var volumes = new ArrayList<Volume>();
            Listed.named(
                    List.of(pool.listVolumes()),
                    pool::storageVolLookupByName,
                    volume -> volumes.add(
                            read(volume.getName(), Xml.parse(volume.getXMLDesc(0)), volume.getInfo().capacity)),
                    StorageVol::free);
            volumes.sort(Comparator.comparing(Volume::name));
            return volumes;
        });
    }

    private static Volume read(String name, Xml xml, long capacity) {
        return new Volume(
                name,
                xml.first("target")
                        .flatMap(target -> target.first("format"))
                        .flatMap(format -> format.attribute("type"))
                        .orElse("raw"),
                capacity,
                xml.first("backingStore")
                        .flatMap(backing -> backing.first("path"))
                        .map(path -> DomainXml.nameOf(path.text())));
    }

    void createDisk(String name, Optional<Volume> image, int gib) {
        call((connect, pool) -> {
            Xml xml = volume(name, gib * GIB, "qcow2");
            if (image.isPresent()) {
                StorageVol base = pool.storageVolLookupByName(image.get().name());
                try {
                    Xml backing = xml.add("backingStore");
                    backing.add("path").text(base.getPath());
                    backing.add("format").with("type", image.get().format());
                } finally {
                    base.free();
                }
            }
            return pool.storageVolCreateXML(xml.toString(), 0).free();
        });
    }

    void createVolume(String name, byte[] content) {
        boolean stored = call((connect, pool) -> {
            pool.storageVolCreateXML(volume(name, content.length, "raw").toString(), 0)
                    .free();
            return !LibvirtDomains.isImaginary(connect);
        });
        if (stored) {
            transfer.upload(name, Channels.newChannel(new ByteArrayInputStream(content)), content.length, done -> {});
        }
    }

    /** libvirt's test driver keeps no content. */
    void upload(String name, Path content, LongConsumer progress) {
        try (var file = FileChannel.open(content)) {
            long size = file.size();
            call((connect, pool) -> pool.storageVolCreateXML(
                            volume(name, size, "raw").toString(), 0)
                    .free());
            transfer.upload(name, file, size, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(String name, int limit) {
        return transfer.download(name, limit);
    }

    /** One that is just being filled or read by a copy is waited for, but not long. */
    void delete(String name) {
        long end = System.nanoTime() + PASSING.toNanos();
        while (true) {
            try {
                deleteNow(name);
                return;
            } catch (ToolException e) {
                if (e.error().code() != ErrorCode.WRONG_STATE || System.nanoTime() > end) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.cancelled();
        }
    }

    private void deleteNow(String name) {
        call((connect, pool) -> {
            StorageVol volume = pool.storageVolLookupByName(name);
            try {
                volume.delete(0);
            } finally {
                volume.free();
            }
            return null;
        });
    }

    private static Xml volume(String name, long bytes, String format) {
        Xml xml = Xml.root("volume");
        xml.add("name").text(name);
        xml.add("capacity").with("unit", "bytes").text(bytes);
        xml.add("allocation").text(0);
        xml.add("target").add("format").with("type", format);
        return xml;
    }
}
