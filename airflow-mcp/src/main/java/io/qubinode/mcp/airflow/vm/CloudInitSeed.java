package io.qubinode.mcp.airflow.vm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.stephenc.javaisotools.iso9660.ConfigException;
import com.github.stephenc.javaisotools.iso9660.ISO9660RootDirectory;
import com.github.stephenc.javaisotools.iso9660.impl.CreateISO;
import com.github.stephenc.javaisotools.iso9660.impl.ISO9660Config;
import com.github.stephenc.javaisotools.iso9660.impl.ISOImageFileHandler;
import com.github.stephenc.javaisotools.joliet.impl.JolietConfig;
import com.github.stephenc.javaisotools.rockridge.impl.RockRidgeConfig;
import com.github.stephenc.javaisotools.sabre.HandlerException;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The CD-ROM from which cloud-init takes a new machine's name and keys.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html">cloud-init: NoCloud</a>
 */
final class CloudInitSeed {

    private static final String LABEL = "cidata";

    private CloudInitSeed() {}

    /**
     * What a machine is told.
     *
     * @param machine its name
     * @param instance the id by which cloud-init knows a machine that it has not set up yet
     * @param sshKeys who may log in
     * @param packages what is installed
     * @param userData the caller's own user-data, which wins over what is ours
     */
    record Contents(
            String machine, String instance, List<String> sshKeys, List<String> packages, Optional<String> userData) {}

    /**
     * An ISO 9660 image, little more than its contents and 400 kB.
     *
     * @throws ToolException {@code internal} when the folder for temporary files is full
     */
    static byte[] of(Contents contents) {
        try {
            Path folder = Files.createTempDirectory("seed");
            Path image = folder.resolve("seed.iso");
            var files = new ArrayList<Path>();
            try {
                for (var file : texts(contents).entrySet()) {
                    // Noted first: on a full disk a file is there, and empty.
                    files.add(folder.resolve(file.getKey()));
                    Files.writeString(files.getLast(), file.getValue());
                }
                write(image, files);
                return Files.readAllBytes(image);
            } finally {
                Files.deleteIfExists(image);
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.INTERNAL,
                    "The cloud-init seed cannot be written on this machine's disk, so nothing is made.",
                    "An operator must make room in the folder for temporary files.",
                    e);
        }
    }

    /** What is ours goes where the caller's user-data is not: vendor-data holds unless user-data says otherwise. */
    private static Map<String, String> texts(Contents contents) throws JsonProcessingException {
        var texts = new TreeMap<String, String>();
        texts.put("meta-data", metaData(contents));
        texts.put(contents.userData().isPresent() ? "vendor-data" : "user-data", config(contents));
        contents.userData().ifPresent(own -> texts.put("user-data", own));
        return texts;
    }

    // JSON is YAML, so that no value needs quoting of our own: https://yaml.org/spec/1.2.2/#12-relationship-to-json
    private static String metaData(Contents contents) throws JsonProcessingException {
        var data = ToolJson.MAPPER
                .createObjectNode()
                .put("instance-id", contents.instance())
                .put("local-hostname", contents.machine());
        if (!contents.sshKeys().isEmpty()) {
            contents.sshKeys().forEach(data.putArray("public-keys")::add);
        }
        return ToolJson.MAPPER.writeValueAsString(data) + "\n";
    }

    private static String config(Contents contents) throws JsonProcessingException {
        var config = ToolJson.MAPPER
                .createObjectNode()
                .put("hostname", contents.machine())
                .put("ssh_pwauth", false);
        if (!contents.sshKeys().isEmpty()) {
            contents.sshKeys().forEach(config.putArray("ssh_authorized_keys")::add);
        }
        if (!contents.packages().isEmpty()) {
            var packages = config.putArray("packages");
            contents.packages().forEach(packages::add);
        }
        return "#cloud-config\n" + ToolJson.MAPPER.writeValueAsString(config) + "\n";
    }

    private static void write(Path image, List<Path> files) throws IOException {
        try {
            var root = new ISO9660RootDirectory();
            for (Path file : files) {
                root.addFile(file.toFile());
            }
            var iso = new ISO9660Config();
            iso.setInterchangeLevel(1);
            iso.setVolumeID(LABEL);
            var joliet = new JolietConfig();
            joliet.setVolumeID(LABEL);
            var rockRidge = new RockRidgeConfig();
            rockRidge.setMkisofsCompatibility(false);
            new CreateISO(new ISOImageFileHandler(image.toFile()), root).process(iso, rockRidge, joliet, null);
        } catch (HandlerException | ConfigException e) {
            throw new IOException(e);
        }
    }
}
