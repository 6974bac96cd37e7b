package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.secret.SecretMask;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The operator's settings: {@code mcp-servers.yml} and the environment, which wins over it. */
public final class OperatorConfig {

    public static final String FILE_VARIABLE = "MCP_CONFIG";

    private static final String FILE = "mcp-servers.yml";
    private static final Path DEFAULT_FILE = Path.of("config", "mcp-servers.yml");
    private static final Pattern WHOLE_REFERENCE = Pattern.compile("\\$\\{([A-Z_][A-Z0-9_]*)}");

    // application.properties has 250, the environment 300 and system properties 400.
    private static final int DERIVED_ORDINAL = 255;
    private static final int FILE_ORDINAL = 260;
    private static final int ENVIRONMENT_ORDINAL = 310;

    private static final int MANAGEMENT_DISTANCE = 1000;

    /** Quarkus asks for the sources several times while it starts, when to read YAML takes longest. */
    private static volatile Parsed parsed = new Parsed("", Map.of());

    private record Parsed(String text, Map<String, String> properties) {}

    private OperatorConfig() {}

    /**
     * The sources, the weakest first.
     *
     * @param environment gives a variable's value, or null
     * @throws WrongConfiguration when the file cannot be read or is not YAML
     */
    static List<ConfigSource> sources(ServiceSettings service, Function<String, String> environment) {
        Map<String, String> file = readFile(environment);
        String tools = service.root() + ".mcp.tools.";
        List<String> groups = Stream.concat(
                        service.tools().stream(),
                        file.keySet().stream()
                                .filter(key -> key.startsWith(tools) && key.indexOf('.', tools.length()) > 0)
                                .map(key -> key.substring(tools.length(), key.indexOf('.', tools.length()))))
                .distinct()
                .toList();
        Map<String, String> variables = EnvironmentNames.keys(service, environment, groups);
        return List.of(
                new PropertiesConfigSource(
                        derived(service.root(), file, variables, environment), "derived", DERIVED_ORDINAL),
                new PropertiesConfigSource(file, FILE, FILE_ORDINAL),
                new PropertiesConfigSource(variables, "environment", ENVIRONMENT_ORDINAL));
    }

    private static Map<String, String> derived(
            String root,
            Map<String, String> file,
            Map<String, String> variables,
            Function<String, String> environment) {
        var derived = new HashMap<>(managementPort(root, file, variables));
        derived.putAll(TelemetryVariables.settings(environment));
        return derived;
    }

    /** An operator who moves a service to another port, as beside a first instance, need not move its metrics as well. */
    private static Map<String, String> managementPort(
            String root, Map<String, String> file, Map<String, String> variables) {
        String port = variables.getOrDefault(root + ".mcp.port", file.getOrDefault(root + ".mcp.port", ""));
        if (!port.matches("[1-9]\\d{0,4}")) {
            return Map.of();
        }
        int beside = Integer.parseInt(port) + MANAGEMENT_DISTANCE;
        return Map.of(root + ".mcp.management.port", String.valueOf(beside > 65535 ? 0 : beside));
    }

    /**
     * With a certificate a service listens for TLS alone, at the same port. Which service this process is, its
     * {@code qubinode.root} tells.
     *
     * @param sources of the operator's settings
     * @param others gives the value of any other setting, or null
     */
    static ConfigSource listener(List<ConfigSource> sources, Function<String, String> others) {
        String root = others.apply("qubinode.root");
        String certificate = root + ".mcp.tls.certificate_file";
        boolean tls = others.apply(certificate) != null
                || sources.stream().anyMatch(source -> source.getValue(certificate) != null);
        Map<String, String> settings = tls
                ? Map.of(
                        "quarkus.http.insecure-requests",
                        "disabled",
                        "quarkus.http.ssl-port",
                        "${" + root + ".mcp.port}")
                : Map.of();
        return new PropertiesConfigSource(settings, "listener", DERIVED_ORDINAL);
    }

    /**
     * What the file sets and no variable does, by the names of the variables; no secrets. For a program that starts services
     * and must know what they will do, so that it need not read YAML.
     *
     * @param environment gives a variable's value, or null
     * @throws WrongConfiguration when the file cannot be read or is not YAML
     */
    static Map<String, String> setByFile(ServiceSettings service, Function<String, String> environment) {
        var builder = new SmallRyeConfigBuilder().addDefaultInterceptors();
        sources(service, environment).forEach(builder::withSources);
        SmallRyeConfig config =
                builder.withSources(new VariableSource(environment)).build();
        var set = new TreeMap<String, String>();
        EnvironmentNames.all(service).forEach((name, key) -> {
            ConfigValue value = config.getConfigValue(key);
            if (value.getConfigSourceOrdinal() == FILE_ORDINAL
                    && value.getValue() != null
                    && !SecretMask.isSecret(name)
                    && !hasPassword(value.getValue())) {
                set.put(name, value.getValue());
            }
        });
        return set;
    }

    /** Whether it is an address with somebody's password in it. */
    private static boolean hasPassword(String value) {
        int authority = value.indexOf("://");
        return authority >= 0 && value.lastIndexOf('@') > authority;
    }

    private static Map<String, String> readFile(Function<String, String> environment) {
        String named = environment.apply(FILE_VARIABLE);
        Path file = named == null || named.isBlank() ? DEFAULT_FILE : Path.of(named);
        if (Files.notExists(file)) {
            if (file == DEFAULT_FILE) {
                return Map.of();
            }
            throw new WrongConfiguration(FILE_VARIABLE + ": there is no file " + named);
        }
        try {
            return withoutUnsetReferences(parse(Files.readString(file)), environment);
        } catch (IOException e) {
            throw new WrongConfiguration(file.getFileName() + " cannot be read: it must be a text file in UTF-8", e);
        }
    }

    private static Map<String, String> parse(String text) {
        Parsed before = parsed;
        if (text.equals(before.text())) {
            return before.properties();
        }
        try {
            var now = new Parsed(text, new YamlConfigSource(FILE, text).getProperties());
            parsed = now;
            return now.properties();
        } catch (RuntimeException e) {
            String where = String.valueOf(e.getMessage())
                    .lines()
                    .collect(Collectors.joining(" "))
                    .replaceAll("\\s+", " ");
            throw new WrongConfiguration(FILE + " is not YAML: " + where, e);
        }
    }

    /** "${MCP_API_KEY}" with the variable not set is the same as no key at all: a disabled service needs none. */
    private static Map<String, String> withoutUnsetReferences(
            Map<String, String> properties, Function<String, String> environment) {
        var kept = new HashMap<>(properties);
        kept.values().removeIf(value -> {
            Matcher reference = WHOLE_REFERENCE.matcher(value);
            return reference.matches() && environment.apply(reference.group(1)) == null;
        });
        return kept;
    }
}
