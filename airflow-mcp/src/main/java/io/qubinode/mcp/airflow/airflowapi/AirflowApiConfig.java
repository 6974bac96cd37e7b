package io.qubinode.mcp.airflow.airflowapi;

import io.qubinode.mcp.security.tls.TrustedCertificates;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where Airflow is and who we are there: {@code airflow.api}. */
public interface AirflowApiConfig {

    /** The address of its API server, without {@code /api/v2} or {@code /api/v1}. */
    @WithDefault("http://localhost:8080")
    @WithConverter(WebAddress.class)
    String url();

    /** The address of its web pages, where people see them at another than {@link #url()}. */
    @WithConverter(WebAddress.class)
    Optional<String> uiUrl();

    /** The account to log in with; one with the role "user" is enough. */
    Optional<String> username();

    Optional<String> password();

    /** A token to send instead of logging in; it is not renewed. */
    Optional<String> token();

    /** A file in PEM with the authorities that may have signed its certificate; those that Java trusts when omitted. */
    @WithConverter(TrustedCertificates.Reader.class)
    Optional<TrustedCertificates> caFile();

    /** The HTTP proxy on the way there, as {@code host:port}. */
    @WithConverter(ProxyAddress.Reader.class)
    Optional<ProxyAddress> proxy();

    /**
     * At most so many connections at a time; who needs one more waits for it. Fewer than the 15 that a default Airflow has to its
     * database ({@code [database] sql_alchemy_pool_size} and {@code sql_alchemy_max_overflow}): with more requests than those
     * its API server can hang.
     */
    @WithDefault("12")
    @WithConverter(ConnectionLimit.class)
    int maxConnections();

    /** How long a connection may take. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long an answer may take. */
    @WithDefault("10s")
    Duration timeout();

    /** How long a task's log may take. Airflow sends it whole, and a large one takes seconds. */
    @WithDefault("60s")
    Duration logTimeout();
}
