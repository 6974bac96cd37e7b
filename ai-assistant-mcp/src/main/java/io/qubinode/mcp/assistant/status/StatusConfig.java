package io.qubinode.mcp.assistant.status;

import io.qubinode.mcp.assistant.address.HttpAddress;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where the other parts of the project are: {@code ai_assistant.status}. */
public interface StatusConfig {

    /** The address of airflow-mcp, for example {@code http://localhost:8889}. */
    Optional<HttpAddress> airflowMcpUrl();

    /** A file in PEM with the authorities that may have signed its certificate; those that Java trusts when omitted. */
    @WithConverter(TrustedCertificates.Reader.class)
    Optional<TrustedCertificates> airflowMcpCaFile();

    /** Its API key; without one it tells only whether it is up. */
    Optional<String> airflowMcpApiKey();

    /** The address of Airflow's API server, asked when airflow-mcp does not tell how Airflow is. */
    Optional<HttpAddress> airflowApiUrl();

    /** How long any part may take to answer. */
    @WithDefault("3s")
    Duration timeout();

    /** How long a look is good for; who asks again before is told the same. */
    @WithDefault("5s")
    Duration cache();
}
