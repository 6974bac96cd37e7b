package io.qubinode.mcp.airflow.airflowapi;

import org.eclipse.microprofile.config.spi.Converter;

public final class ConnectionLimit implements Converter<Integer> {

    private static final long serialVersionUID = 1L;

    @Override
    public Integer convert(String text) {
        if (!text.strip().matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("not a number of connections from 1 to 999");
        }
        return Integer.valueOf(text.strip());
    }
}
