package io.qubinode.mcp.security.redis;

import org.eclipse.microprofile.config.spi.Converter;

public final class RedisAddress implements Converter<RedisUrl> {

    private static final long serialVersionUID = 1L;

    @Override
    public RedisUrl convert(String text) {
        return RedisUrl.of(text);
    }
}
