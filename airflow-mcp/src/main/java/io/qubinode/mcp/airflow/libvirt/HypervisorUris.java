package io.qubinode.mcp.airflow.libvirt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Which hypervisors there are: one connection URI, or several as {@code name=uri,name=uri}.
 *
 * @param byName the first one first
 */
public record HypervisorUris(Map<String, String> byName) {

    /** The name of a single one that has none. */
    public static final String UNNAMED = "default";

    private static final String NAME = "[a-z][a-z0-9-]{0,31}";
    private static final Pattern NAMED = Pattern.compile("(" + NAME + ")=([^\\s,]+)");

    public HypervisorUris {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** Reads them. */
    public static final class Reader implements Converter<HypervisorUris> {

        private static final long serialVersionUID = 1L;

        @Override
        public HypervisorUris convert(String text) {
            // A URI has a colon before it has an equals sign.
            if (!text.strip().matches("(?s)[^:]*=.*")) {
                return new HypervisorUris(Map.of(UNNAMED, text.strip()));
            }
            var byName = new LinkedHashMap<String, String>();
            for (String part : text.split(",")) {
                Matcher named = NAMED.matcher(part.strip());
                if (!named.matches() || byName.put(named.group(1), named.group(2)) != null) {
                    throw new IllegalArgumentException(
                            "not a connection URI of libvirt, or several as name=uri,name=uri,"
                                    + " each name of lower case letters, digits and dashes and there once");
                }
            }
            return new HypervisorUris(byName);
        }
    }
}
