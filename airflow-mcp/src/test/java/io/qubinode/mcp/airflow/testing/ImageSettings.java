package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.image.ImageConfig;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of a test for images, catalogue and downloads in a folder of its own. */
public record ImageSettings(Path folder, Duration timeout, boolean download) implements ImageConfig {

    @Override
    public String catalogue() {
        return folder.resolve("images.yml").toString();
    }

    @Override
    public String downloads() {
        return folder.resolve("downloads").toString();
    }
}
