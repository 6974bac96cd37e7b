package io.qubinode.mcp.endpoints.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.qubinode.mcp.endpoints.http.AnonymousConnections.Bounds;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

final class BoundedListener extends NioServerSocketChannel {

    private static final int KIB = 1024;

    private final AnonymousConnections anonymous;

    BoundedListener() {
        Config config = ConfigProvider.getConfig();
        anonymous = new AnonymousConnections(
                new Bounds(
                        config.getOptionalValue("qubinode.anonymous-connections", Integer.class)
                                .orElse(256),
                        config.getOptionalValue("qubinode.anonymous-connections-per-address", Integer.class)
                                .orElse(64),
                        512 * KIB,
                        256 * KIB,
                        config.getOptionalValue("qubinode.anonymous-timeout", Duration.class)
                                .orElse(Duration.ofSeconds(30))),
                TrustedProxies.of(config.getOptionalValue("quarkus.http.proxy.trusted-proxies", String.class)
                        .orElse("")));
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count > 0) {
            ((Channel) accepted.getLast()).pipeline().addFirst(anonymous.count());
        }
        return count;
    }
}
