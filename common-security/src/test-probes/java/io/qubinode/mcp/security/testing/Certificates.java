package io.qubinode.mcp.security.testing;

import io.qubinode.mcp.security.tls.PemCertificates;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority and its certificates, made by {@code deploy/tls/certificates.sh} as an operator would. */
public record Certificates(Path folder) {

    private static final Path SCRIPT = Path.of("..", "deploy", "tls", "certificates.sh");

    /** A new authority in a folder of this name. */
    public Certificates(String name) {
        this(empty(Path.of("target", "tls", name)));
        make("ca");
    }

    private static Path empty(Path folder) {
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                old.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }

    /** Runs the script. */
    public Certificates make(String... command) {
        try {
            Process process = new ProcessBuilder(Stream.concat(
                                    Stream.of(SCRIPT.toString(), "--folder", folder.toString()), Stream.of(command))
                            .toList())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    public byte[] read(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file of another authority in the place of ours, as a renewal does. */
    public void take(Certificates other, String... names) {
        for (String name : names) {
            try {
                Path part = Files.write(folder.resolve("part"), other.read(name));
                Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The settings of a service with a certificate of this authority, which takes those that it gave to clients. */
    public Map<String, String> settings() {
        return Map.of(
                "probe.mcp.tls.certificate_file", file("server.pem").toString(),
                "probe.mcp.tls.key_file", file("server.key").toString(),
                "probe.mcp.auth.mtls.ca_file", file("ca.pem").toString(),
                "probe.mcp.auth.mtls.crl_file", file("crl.pem").toString());
    }

    /** What a client has that trusts this authority and shows no certificate. */
    public SSLContext stranger() {
        return context(new KeyManager[0]);
    }

    /** What a client has that trusts this authority and shows this certificate, of whatever authority. */
    public SSLContext client(Certificates of, String name) {
        try {
            return context(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(of.read(name + ".pem")))
                    .addKeyValue(Buffer.buffer(of.read(name + ".key")))
                    .getKeyManagerFactory(null)
                    .getKeyManagers());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same with a certificate of this authority. */
    public SSLContext client(String name) {
        return client(this, name);
    }

    private SSLContext context(KeyManager[] own) {
        try {
            KeyStore authority = KeyStore.getInstance(KeyStore.getDefaultType());
            authority.load(null, null);
            authority.setCertificateEntry(
                    "ca", PemCertificates.read(read("ca.pem")).getFirst());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authority);
            SSLContext context = SSLContext.getInstance("TLS");
            // One that shows its certificate whatever the server asks for is not the platform's: it wants a fitting
            // issuer.
            context.init(
                    List.of(own).stream().map(AlwaysShown::of).toArray(KeyManager[]::new),
                    trust.getTrustManagers(),
                    new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
