package io.qubinode.mcp.security.config;

import io.netty.util.NetUtil;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.identity.ApiKeyAuthenticator;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Finds what is wrong with the operator's settings before anything starts, in one line each. */
public final class StartupChecks {

    private static final Pattern PROXY = Pattern.compile(
            "\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?|[0-9a-fA-F]*+:[0-9a-fA-F:]++(/\\d{1,3})?|[a-zA-Z][\\w.-]*");

    static final String SECRET = "a secret of at least " + ApiKeyAuthenticator.MINIMUM_LENGTH
            + " characters, for example from: openssl rand -hex 32";

    private StartupChecks() {}

    /**
     * Ends the process with status 78 (configuration error in sysexits.h) and one line on standard error when a setting is
     * wrong.
     *
     * @param tree the mapping of the service's tree
     * @param mcp the part of it that all services have
     * @param arguments of the process; with {@code --settings} it prints what the file sets, as JSON, and ends with status 0
     */
    public static <T> void orExit(Class<T> tree, Function<T, McpConfig> mcp, String... arguments) {
        boolean onlySettings = List.of(arguments).contains("--settings");
        ServiceSettings service = ServiceSettings.found();
        try {
            T settings = check(service, System::getenv, tree, mcp);
            if (!onlySettings) {
                checkTrail(service.root(), mcp.apply(settings));
            }
        } catch (WrongConfiguration e) {
            System.err.println("Wrong configuration: " + e.getMessage());
            System.exit(78);
        }
        if (onlySettings) {
            System.out.println(ToolJson.MAPPER.valueToTree(OperatorConfig.setByFile(service, System::getenv)));
            System.exit(0);
        }
    }

    /**
     * Checks the settings.
     *
     * @param environment gives a variable's value, or null
     * @return the settings
     * @throws WrongConfiguration naming the first thing that is wrong
     */
    static <T> T check(
            ServiceSettings service, Function<String, String> environment, Class<T> tree, Function<T, McpConfig> mcp) {
        T settings = map(environment, service, tree);
        checkMcp(service.root() + ".mcp.", mcp.apply(settings));
        return settings;
    }

    private static <T> T map(Function<String, String> environment, ServiceSettings service, Class<T> tree) {
        var builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Boolean.class, 200, new TrueOrFalse())
                .withConverter(Duration.class, 200, new PositiveDuration())
                .withMapping(tree);
        OperatorConfig.sources(service, environment).forEach(builder::withSources);
        builder.withSources(new VariableSource(environment), serviceDefaults());
        try {
            SmallRyeConfig config = builder.withValidateUnknown(true).build();
            checkToolNames(config, service);
            checkTogether(config, service);
            return config.getConfigMapping(tree);
        } catch (ConfigValidationException e) {
            throw new WrongConfiguration(ConfigProblems.sentence(e.getProblem(0).getMessage()), e);
        } catch (NoSuchElementException | IllegalArgumentException e) {
            throw new WrongConfiguration(ConfigProblems.sentence(e.getMessage()), e);
        }
    }

    /** What a service's own application.properties says where the operator says nothing. */
    private static ConfigSource serviceDefaults() {
        URL file = StartupChecks.class.getClassLoader().getResource("application.properties");
        try {
            return file == null
                    ? new PropertiesConfigSource(Map.of(), "application.properties", 0)
                    : new PropertiesConfigSource(file, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkToolNames(SmallRyeConfig config, ServiceSettings service) {
        String allowed = "one of " + ConfigProblems.listed(service.tools())
                + service.toolsVariable()
                        .map(variable -> "; " + variable + "=" + EnvironmentNames.ALL + " is all of them")
                        .orElse("");
        Pattern tool = Pattern.compile(Pattern.quote(service.root() + ".mcp.tools") + "(?:\\.([^.]+)\\..+|\\[\\d+])");
        for (String key : keys(config)) {
            Matcher match = tool.matcher(key);
            if (match.matches()) {
                String name =
                        match.group(1) == null ? config.getConfigValue(key).getRawValue() : match.group(1);
                require(service.tools().contains(name), key, name, allowed);
            }
        }
    }

    /** Half of what names a model would be the same as nothing. */
    private static void checkTogether(SmallRyeConfig config, ServiceSettings service) {
        for (String model : service.models()) {
            String url = service.root() + "." + model + ".url";
            String name = service.root() + "." + model + ".name";
            boolean hasUrl = isSet(config, url);
            if (hasUrl != isSet(config, name)) {
                throw new WrongConfiguration(ConfigProblems.named(hasUrl ? url : name) + " is set, but not "
                        + ConfigProblems.named(hasUrl ? name : url));
            }
        }
    }

    private static boolean isSet(SmallRyeConfig config, String key) {
        return config.getOptionalValue(key, String.class).isPresent();
    }

    private static void checkMcp(String prefix, McpConfig mcp) {
        require(mcp.port() >= 0 && mcp.port() <= 65535, prefix + "port", mcp.port(), "a port from 0 to 65535");
        int management = mcp.management().port();
        require(
                management >= 0 && management <= 65535,
                prefix + "management.port",
                management,
                "a port from 0 to 65535");
        for (String proxy : mcp.trustedProxies().orElse("localhost").split(",", -1)) {
            require(
                    isProxy(proxy.strip()),
                    prefix + "trusted_proxies",
                    proxy,
                    "a list of addresses, networks such as 10.0.0.0/8, or names");
        }
        checkLimits(prefix + "rate_limit.", mcp.rateLimit());
        for (String method : mcp.auth().method()) {
            require(
                    AuthMethods.ALL.contains(method),
                    prefix + "auth.method",
                    method,
                    "one of " + ConfigProblems.listed(AuthMethods.ALL));
        }
        for (String origin : mcp.cors().allowedOrigins()) {
            require(
                    origin.matches("https?://[^*/\\s]+(:\\*)?"),
                    prefix + "cors.allowed_origins",
                    origin,
                    "scheme://host[:port], with * for any port");
        }
        TlsChecks.checkServer(prefix + "tls.", mcp.tls());
        if (mcp.enabled()) {
            AuthMethods.check(prefix, mcp);
        }
        checkAudit(prefix + "audit.", mcp.audit());
    }

    private static boolean isProxy(String text) {
        if (!PROXY.matcher(text).matches()) {
            return false;
        }
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        return address == null
                ? Character.isLetter(text.charAt(0)) && text.indexOf(':') < 0
                : slash < 0 || Integer.parseInt(text.substring(slash + 1)) <= address.length * Byte.SIZE;
    }

    private static void checkAudit(String prefix, McpConfig.Audit audit) {
        int mib = audit.rotateMib();
        require(mib >= 1 && mib <= 100_000, prefix + "rotate_mib", mib, "1 to 100000");
        audit.hmacKey().ifPresent(secret -> requireStrong(prefix + "hmac_key", secret));
    }

    /** What an audit trail that cannot be continued says is for the operator, not for a log. */
    private static void checkTrail(String root, McpConfig mcp) {
        String service = Objects.requireNonNull(
                serviceDefaults().getValue("quarkus.application.name"),
                "This program lacks its application.properties");
        try {
            AuditSettings.open(mcp.audit(), service, line -> {}).close();
        } catch (IOException e) {
            throw new WrongConfiguration(
                    ConfigProblems.named(root + ".mcp.audit.file") + " cannot be used: "
                            + Optional.ofNullable(e.getMessage()).orElse("unknown reason"),
                    e);
        }
    }

    static void requireStrong(String key, String secret) {
        require(
                secret.length() >= ApiKeyAuthenticator.MINIMUM_LENGTH
                        && secret.chars().distinct().count() >= 8,
                key,
                "a weak secret (not shown)",
                SECRET);
    }

    private static void checkLimits(String prefix, McpConfig.RateLimit limits) {
        checkLimit(prefix + "requests_per_minute", limits.requestsPerMinute());
        checkLimit(prefix + "unauthenticated_per_minute", limits.unauthenticatedPerMinute());
        limits.tools().forEach((tool, limit) -> checkLimit(prefix + "tools." + tool, limit));
        int concurrent = limits.concurrentCallsPerTool();
        require(
                concurrent >= 1 && concurrent <= 10_000,
                prefix + "concurrent_calls_per_tool",
                concurrent,
                "1 to 10000");
        limits.redisCaFile()
                .ifPresent(file -> require(
                        Files.isReadable(Path.of(file)),
                        prefix + "redis_ca_file",
                        file,
                        "a PEM file that can be read"));
    }

    private static void checkLimit(String key, int limit) {
        require(limit >= 1 && limit <= 1_000_000, key, limit, "1 to 1000000");
    }

    static void require(boolean right, String key, Object value, String allowed) {
        if (!right) {
            throw new WrongConfiguration(ConfigProblems.named(key) + " is " + value + "; allowed is " + allowed);
        }
    }

    private static List<String> keys(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .sorted()
                .toList();
    }
}
