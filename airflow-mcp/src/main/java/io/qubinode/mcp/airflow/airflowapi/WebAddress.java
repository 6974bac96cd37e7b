package io.qubinode.mcp.airflow.airflowapi;

import java.net.URI;
import org.eclipse.microprofile.config.spi.Converter;

public final class WebAddress implements Converter<String> {

    private static final long serialVersionUID = 1L;

    @Override
    public String convert(String text) {
        String address = text.strip();
        try {
            if (URI.create(address).isAbsolute() && address.matches("https?://[^/?#].*")) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong(), e);
        }
        throw new IllegalArgumentException(wrong());
    }

    private static String wrong() {
        return "not an address such as https://airflow.lab.example";
    }
}
