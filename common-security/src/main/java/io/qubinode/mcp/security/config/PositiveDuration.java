package io.qubinode.mcp.security.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a duration that is a time-out, so that nothing or less makes no sense. */
final class PositiveDuration implements Converter<Duration> {

    static final String ALLOWED = "a duration such as 10s, more than nothing";

    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String value) {
        Duration duration = new DurationConverter().convert(value);
        if (duration == null || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return duration;
    }
}
