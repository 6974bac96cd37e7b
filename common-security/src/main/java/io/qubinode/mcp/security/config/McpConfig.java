package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.core.Permission;
import io.qubinode.mcp.security.identity.jwt.JwtSettings;
import io.qubinode.mcp.security.identity.mtls.MutualTlsSettings;
import io.qubinode.mcp.security.redis.RedisAddress;
import io.qubinode.mcp.security.redis.RedisUrl;
import io.qubinode.mcp.security.tls.TlsSettings;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every service has under {@code <service>.mcp} in {@code mcp-servers.yml}. */
public interface McpConfig {

    /** Whether the service does anything at all. */
    @WithDefault("false")
    boolean enabled();

    /** The TCP port, 1 to 65535 (0: any free one). */
    int port();

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Where metrics are. */
    Management management();

    /** Names beside {@code localhost}, this machine's name and IP addresses that a request's Host may have. */
    Optional<List<String>> allowedHosts();

    /**
     * Addresses, networks ({@code 10.0.0.0/8}) or names, with commas between, of the reverse proxies whose
     * {@code X-Forwarded-…} headers tell who calls; nobody's are believed without.
     */
    Optional<String> trustedProxies();

    /** What the service proves itself with. */
    TlsSettings tls();

    /** Who may call. */
    Auth auth();

    /** Which web pages may call. */
    Cors cors();

    /** How often a client may call. */
    RateLimit rateLimit();

    /** What is written down. */
    Audit audit();

    /** Where metrics are: a port of its own, which no client needs to reach. */
    interface Management {
        /** The address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /** The TCP port, 1 to 65535 (0: any free one). */
        @WithDefault("0")
        int port();
    }

    /** Who may call. */
    interface Auth {
        /** How identity is proven, in the order in which it is tried: {@code api_key}, {@code jwt}, {@code mtls}. */
        @WithDefault("api_key")
        List<String> method();

        /** The key, at least 32 characters; an enabled service with method api_key needs it or a {@link #clientsFile}. */
        Optional<String> apiKey();

        /** The key of the other service, which asks by it how this one is: client {@code status}, of role read. */
        Optional<String> statusKey();

        /** The file of clients with keys of their own, as {@code ./qubinode keys} writes it. */
        Optional<String> clientsFile();

        /** Tokens. */
        JwtSettings jwt();

        /** Certificates. */
        MutualTlsSettings mtls();

        /** The id of the key's holder in the audit trail. */
        @WithDefault("default")
        String client();

        /** The highest permission of the key's holder. */
        @WithDefault("execute")
        Permission role();
    }

    /** Which web pages may call. */
    interface Cors {
        /** Whether any may. */
        @WithDefault("true")
        boolean enabled();

        /** Origins; {@code *} stands for any port. */
        @WithDefault("http://localhost:*")
        List<String> allowedOrigins();
    }

    /** How often a client may call. */
    interface RateLimit {
        /** Calls per minute per client, 1 to 1,000,000. */
        @WithDefault("60")
        int requestsPerMinute();

        /** Calls per minute per client and tool, 1 to 1,000,000, by tool names with {@code *} for anything. */
        Map<String, Integer> tools();

        /** How many calls of one tool may run at once, no matter who makes them, 1 to 10,000; one client gets half of them. */
        @WithDefault("100")
        int concurrentCallsPerTool();

        /** Attempts without a valid credential per minute per address, 1 to 1,000,000. */
        @WithDefault("60")
        int unauthenticatedPerMinute();

        /** The Redis in which replicas count calls together; without it each counts for itself. */
        @WithConverter(RedisAddress.class)
        Optional<RedisUrl> redisUrl();

        /** PEM, the authorities that may have signed Redis' certificate; those that Java trusts when omitted. */
        Optional<String> redisCaFile();
    }

    /** What is written down. */
    interface Audit {
        /** The file; relative to the working directory. */
        Optional<String> file();

        /** Seals the records and the hashes of secrets, at least 32 characters; without it the records are hashed without a key. */
        Optional<String> hmacKey();

        /** The size in MiB at which a file is full, 1 to 100,000. */
        @WithDefault("100")
        int rotateMib();
    }
}
