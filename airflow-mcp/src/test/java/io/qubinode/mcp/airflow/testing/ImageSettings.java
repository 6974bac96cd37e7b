package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.image.ImageConfig;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of a test for images, catalogue and downloads in a folder of its own. */
public record ImageSettings(Path folder, Duration timeout, boolean download, int maxSizeMib, boolean allowHttp)
        implements ImageConfig {

    /** With the bound and the scheme that hold by default. */
    public ImageSettings(Path folder, Duration timeout, boolean download) {
        this(folder, timeout, download, 20_480, false);
    }

    @Override
    public String catalogue() {
        return folder.resolve("images.yml").toString();
    }

    @Override
    public String downloads() {
        return folder.resolve("downloads").toString();
    }
}
