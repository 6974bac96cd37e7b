package io.qubinode.mcp.airflow.airflowapi;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads the name of an Airflow, which is a key of the settings. */
public final class InstanceName implements Converter<String> {

    /** The name of the one of {@code airflow.api}. */
    public static final String DEFAULT = "default";

    private static final long serialVersionUID = 1L;
    private static final String NAME = "[a-z][a-z0-9_-]{0,31}";

    @Override
    public String convert(String text) {
        if (!text.matches(NAME) || text.equals(DEFAULT)) {
            throw new IllegalArgumentException("airflow.instances." + text
                    + " is not a valid name of an Airflow; allowed are 1 to 32"
                    + " lower case letters, digits, dashes and underscores, starting with a letter, but not "
                    + DEFAULT);
        }
        return text;
    }
}
