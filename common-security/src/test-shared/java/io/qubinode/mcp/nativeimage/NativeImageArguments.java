package io.qubinode.mcp.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** What this module and those that it is made of tell native-image, in their {@code native-image.properties}. */
final class NativeImageArguments {

    private static final List<String> MODULES =
            List.of("common-security", "common-endpoints", "airflow-mcp", "ai-assistant-mcp");
    private static final String AT_RUN_TIME = "--initialize-at-run-time=";

    private NativeImageArguments() {}

    /** Classes and packages that are initialized when the binary runs; all others are while it is built. */
    static List<String> atRunTime() {
        return MODULES.stream()
                .flatMap(NativeImageArguments::of)
                .filter(argument -> argument.startsWith(AT_RUN_TIME))
                .flatMap(argument -> Arrays.stream(
                        argument.substring(AT_RUN_TIME.length()).split(",")))
                .toList();
    }

    static boolean isOfRunTime(String type) {
        return atRunTime().stream().anyMatch(named -> type.equals(named) || type.startsWith(named + "."));
    }

    private static Stream<String> of(String module) {
        String file = "META-INF/native-image/io.qubinode.mcp/" + module + "/native-image.properties";
        try (InputStream found = NativeImageArguments.class.getClassLoader().getResourceAsStream(file)) {
            if (found == null) {
                return Stream.empty();
            }
            var properties = new Properties();
            properties.load(found);
            return Stream.of(properties.getProperty("Args").split("\\s+"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
