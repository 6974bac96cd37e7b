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
import io.qubinode.mcp.security.tool.ToolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CD-ROM from which cloud-init takes a new machine's name and keys.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html">cloud-init: NoCloud</a>
 */
final class CloudInitSeed {

    private static final String LABEL = "cidata";

    private CloudInitSeed() {}

    /** An ISO 9660 image, less than 1 MB. */
    static byte[] of(String machine, Optional<String> sshPublicKey) {
        try {
            Path folder = Files.createTempDirectory("seed");
            Path image = folder.resolve("seed.iso");
            List<Path> files = List.of(
                    Files.writeString(folder.resolve("meta-data"), metaData(machine)),
                    Files.writeString(folder.resolve("user-data"), userData(machine, sshPublicKey)));
            try {
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
            throw new UncheckedIOException(e);
        }
    }

    // JSON is YAML, so that no value needs quoting of our own: https://yaml.org/spec/1.2.2/#12-relationship-to-json
    private static String metaData(String machine) throws JsonProcessingException {
        return ToolJson.MAPPER.writeValueAsString(Map.of("instance-id", machine, "local-hostname", machine)) + "\n";
    }

    private static String userData(String machine, Optional<String> sshPublicKey) throws JsonProcessingException {
        var config = ToolJson.MAPPER.createObjectNode().put("hostname", machine).put("ssh_pwauth", false);
        sshPublicKey.ifPresent(key -> config.putArray("ssh_authorized_keys").add(key));
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
