package io.qubinode.mcp.security.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Redis that is asked over one connection at a time. */
public final class RedisServer implements AutoCloseable {

    /** How long connecting, with what is said before the first question, and any question may take. */
    public static final Duration LONGEST = Duration.ofSeconds(1);

    private final RedisURI address;
    private final ClientResources threads;
    private final RedisClient client;

    /**
     * Connects to nothing yet.
     *
     * @param authorities PEM, who may have signed its certificate; empty for those that Java trusts
     */
    public RedisServer(RedisUrl url, Optional<Path> authorities) {
        address = url.uri();
        address.setTimeout(LONGEST);
        threads = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(threads);
        client.setOptions(ClientOptions.builder()
                // A new connection each time finds a Redis that moved, and does not wait for what the old one still
                // sends.
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(LONGEST).build())
                .timeoutOptions(TimeoutOptions.enabled(LONGEST))
                .sslOptions(tls(authorities))
                .build());
    }

    private static SslOptions tls(Optional<Path> authorities) {
        var options = SslOptions.builder().jdkSslProvider().protocols("TLSv1.3", "TLSv1.2");
        authorities.map(Path::toFile).ifPresent((File file) -> options.trustManager(file));
        return options.build();
    }

    /**
     * Opens a connection.
     *
     * @throws io.lettuce.core.RedisException when there is none within {@link #LONGEST}
     */
    public StatefulRedisConnection<String, byte[]> connect() {
        return client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), address);
    }

    @Override
    public void close() {
        client.shutdown(0, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        threads.shutdown(0, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
