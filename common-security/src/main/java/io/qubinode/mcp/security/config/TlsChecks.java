package io.qubinode.mcp.security.config;

import io.qubinode.mcp.security.identity.mtls.MutualTlsAuthenticator;
import io.qubinode.mcp.security.identity.mtls.MutualTlsSettings;
import io.qubinode.mcp.security.tls.ServerTls;
import io.qubinode.mcp.security.tls.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Checks the settings of the service's own certificate, and of those that clients show. */
final class TlsChecks {

    private TlsChecks() {}

    /**
     * Looks at the service's certificate and its key, when it has one.
     *
     * @param prefix of the keys, for example {@code airflow.mcp.tls.}
     * @throws WrongConfiguration naming the first thing that is wrong
     */
    static void checkServer(String prefix, TlsSettings tls) {
        if (tls.certificateFile().isEmpty() && tls.keyFile().isEmpty()) {
            return;
        }
        String certificate = "the PEM file of the server's certificate, followed by those of the authorities between";
        String key = "the PEM file of the certificate's RSA or EC key, without a password";
        requireFile(prefix + "certificate_file", tls.certificateFile(), certificate);
        requireFile(prefix + "key_file", tls.keyFile(), key);
        AuthMethods.right(
                prefix + "key_file",
                tls.keyFile().orElseThrow() + " with certificate_file "
                        + tls.certificateFile().orElseThrow(),
                () -> ServerTls.check(tls));
    }

    /**
     * Looks at what the method {@code mtls} needs.
     *
     * @param prefix of all keys, for example {@code airflow.mcp.}
     * @throws WrongConfiguration naming the first thing that is wrong
     */
    static void checkClients(String prefix, McpConfig mcp) {
        String own = prefix + "auth.mtls.";
        MutualTlsSettings mtls = mcp.auth().mtls();
        StartupChecks.require(
                mcp.tls().certificateFile().isPresent(),
                prefix + "tls.certificate_file",
                "nothing",
                "a PEM file, because clients show a certificate only to a service that has one itself");
        requireFile(own + "ca_file", mtls.caFile(), "the PEM file of the authorities that certify clients");
        mtls.crlFile().ifPresent(file -> requireFile(own + "crl_file", mtls.crlFile(), "a PEM file with lists"));
        List<MutualTlsSettings.Rule> rules = mtls.rules();
        StartupChecks.require(!rules.isEmpty(), own + "rules", "nothing", "at least one rule, in mcp-servers.yml");
        for (int i = 0; i < rules.size(); i++) {
            checkRule(own + "rules[" + i + "]", rules.get(i));
        }
        String files = mtls.caFile().orElseThrow()
                + mtls.crlFile().map(crl -> " with crl_file " + crl).orElse("");
        AuthMethods.right(own + "ca_file", files, () -> new MutualTlsAuthenticator(mtls, Clock.systemUTC()));
    }

    private static void checkRule(String key, MutualTlsSettings.Rule rule) {
        try {
            MutualTlsAuthenticator.check(rule);
        } catch (IllegalArgumentException e) {
            throw new WrongConfiguration(key + " is wrong: " + e.getMessage(), e);
        }
    }

    private static void requireFile(String key, Optional<String> file, String allowed) {
        StartupChecks.require(
                file.filter(name -> Files.isReadable(Path.of(name))).isPresent(),
                key,
                file.map(name -> name + ", which cannot be read").orElse("nothing"),
                allowed);
    }
}
