package io.qubinode.mcp.airflow.airflowapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Where an HTTP proxy listens. */
public record ProxyAddress(String host, int port) {

    private static final Pattern HOST_AND_PORT = Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:]+]):([0-9]{1,5})");

    public static final class Reader implements Converter<ProxyAddress> {

        private static final long serialVersionUID = 1L;

        @Override
        public ProxyAddress convert(String text) {
            Matcher match = HOST_AND_PORT.matcher(text.strip());
            if (!match.matches() || Integer.parseInt(match.group(2)) > 65535) {
                throw new IllegalArgumentException("not a host:port, such as proxy.lab.example:3128");
            }
            return new ProxyAddress(match.group(1), Integer.parseInt(match.group(2)));
        }
    }
}
