package io.qubinode.mcp.security.config;

import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a flag strictly: what MicroProfile Config does not know, it takes for false, and an operator for on. */
final class TrueOrFalse implements Converter<Boolean> {

    static final String ALLOWED = "true or false";

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean convert(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException(ALLOWED);
        };
    }
}
