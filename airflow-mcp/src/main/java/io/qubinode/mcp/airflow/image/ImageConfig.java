package io.qubinode.mcp.airflow.image;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which images there are and how they are downloaded: {@code airflow.images}. */
public interface ImageConfig {

    /** The file of the catalogue; where there is none, the one in this program is used. */
    @WithDefault("config/images.yml")
    String catalogue();

    /** The folder of downloads that are not finished; made when it is not there. */
    @WithDefault(".qubinode/downloads")
    String downloads();

    /** How long a server may take to answer, and to send the next bytes. */
    @WithDefault("30s")
    Duration timeout();

    /** Whether create_vm may download what the pool does not hold. */
    @WithDefault("true")
    boolean download();

    /** The size in MiB above which an image is refused; at least 1. */
    @WithDefault("20480")
    int maxSizeMib();

    /** Whether images, lists, signatures and keys may come over http, as from a mirror in a closed lab. */
    @WithDefault("false")
    boolean allowHttp();
}
