package io.qubinode.mcp.security.identity.mtls;

import io.qubinode.mcp.security.core.Permission;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Whose certificates are taken, and who their holders are. */
public interface MutualTlsSettings {

    /** PEM: the authorities that certify clients. */
    Optional<String> caFile();

    /** PEM: what they have revoked, a list of each authority on the way from a client's certificate to one of {@link #caFile}. */
    Optional<String> crlFile();

    /** Who is who; the first rule that fits a certificate holds, and one that none fits is refused. */
    List<Rule> rules();

    /** Who the holders of some certificates are. All names that it asks for must be there; {@code *} stands for anything. */
    interface Rule {

        /** By attribute of the subject: CN, O, OU, L, ST, C, DC, UID, STREET. */
        Map<String, String> subject();

        /** A DNS name among the alternative names of the subject. */
        Optional<String> dns();

        /** A URI among them. */
        Optional<String> uri();

        /** A mail address among them. */
        Optional<String> email();

        /** The client's id; when omitted the name that fitted: email, uri, dns or CN, the first of these that the rule asks for. */
        Optional<String> client();

        /** The highest permission that the client may use. */
        @WithDefault("read")
        Permission role();

        /** The tools that the client may use, with {@code *} for anything; all of its role when omitted. */
        Optional<List<String>> tools();

        /** The client's own limit, 1 to 1,000,000. */
        OptionalInt requestsPerMinute();
    }
}
