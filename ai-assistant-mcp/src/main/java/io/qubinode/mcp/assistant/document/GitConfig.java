package io.qubinode.mcp.assistant.document;

import io.qubinode.mcp.security.tls.TrustedCertificates;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Git repositories with documents: {@code ai_assistant.documents.git}. */
public interface GitConfig {

    /** Branches and folders of repositories. */
    Optional<List<@WithConverter(GitAddress.Reader.class) GitAddress>> repositories();

    /** How often each is asked for something new. */
    @WithDefault("5m")
    Duration interval();

    /** A file in PEM with the authorities that may have signed the servers' certificates; those that Java trusts when omitted. */
    @WithConverter(TrustedCertificates.Reader.class)
    Optional<TrustedCertificates> caFile();

    /** What one repository may have, as it is sent and as files. */
    @WithDefault("200")
    RepositorySize maxSizeMib();
}
