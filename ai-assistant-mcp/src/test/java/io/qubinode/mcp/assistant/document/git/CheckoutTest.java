package io.qubinode.mcp.assistant.document.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.assistant.document.git.GitServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls of a real repository from git's own server. */
class CheckoutTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    static Path forAll;

    @TempDir
    Path temporary;

    private GitServer server;

    @BeforeEach
    void serve() throws Exception {
        server = new GitServer(temporary.resolve("server"), forAll);
        server.write("docs/ports.md", "# Ports\n\n8888\n").write("README.md", "# Lab\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void takesTheNewestCommitOfTheRepositorysBranch() throws Exception {
        String commit = server.push();
        Checkout checkout = checkout("");
        assertThat(checkout.commit()).isEmpty();
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(commit);
        assertThat(files()).containsExactly("README.md", "docs/ports.md");
        assertThat(Files.readString(current().resolve("docs/ports.md"))).isEqualTo("# Ports\n\n8888\n");
    }

    @Test
    void takesABranchAndAFolderOfIt() throws Exception {
        server.push();
        server.git("checkout", "--quiet", "-b", "next/2026");
        server.write("docs/deep/er.md", "# Next\n").push();
        checkout("#next/2026:docs").pull();
        assertThat(files()).containsExactly("deep/er.md", "ports.md");
    }

    @Test
    void pullsWhatIsNewAndNothingTwice() throws Exception {
        server.push();
        Checkout checkout = checkout("");
        checkout.pull();
        Path before = current().toRealPath();
        assertThat(checkout.pull()).isFalse();
        for (String port : List.of("9999", "7777")) {
            server.write("docs/ports.md", port).push();
            assertThat(checkout.pull()).isTrue();
            assertThat(Files.readString(current().resolve("docs/ports.md"))).isEqualTo(port);
            assertThat(Files.exists(before))
                    .as("whoever reads the last commit goes on")
                    .isTrue();
            before = current().toRealPath();
        }
        assertThat(Files.list(folder())
                        .filter(file -> file.getFileName().toString().startsWith("commit-")))
                .as("older ones go")
                .hasSize(2);
    }

    @Test
    void keepsNoHistory() throws Exception {
        server.write("docs/old.bin", noise(300_000)).push();
        Files.delete(server.work().resolve("docs/old.bin"));
        server.push();
        checkout("").pull();
        assertThat(size(folder())).isLessThan(200_000);
    }

    @Test
    void takesAForcePush() throws Exception {
        server.push();
        Checkout checkout = checkout("");
        checkout.pull();
        String other = server.write("docs/ports.md", "7777").push("--amend");
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(other);
        server.git("checkout", "--quiet", "--orphan", "unrelated");
        String unrelated = server.write("docs/ports.md", "6666").push();
        server.git("push", "--quiet", "--force", "origin", "HEAD:main");
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(unrelated);
        server.git("checkout", "--quiet", "main");
        server.git("push", "--quiet", "--force", "origin", "HEAD:main");
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(other);
        assertThat(Files.readString(current().resolve("docs/ports.md"))).isEqualTo("7777");
    }

    @Test
    void writesNoLinksNoSubmodulesNothingLargeAndNothingOutside() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret.md"), "swordfish");
        Files.createSymbolicLink(server.work().resolve("docs/link.md"), secret);
        Files.createSymbolicLink(server.work().resolve("docs/folder"), temporary);
        server.write("docs/large.md", "x".repeat(6 << 20));
        String commit = server.push();
        server.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",docs/module");
        server.git("commit", "--quiet", "--message=module");
        server.publish();
        checkout("").pull();
        assertThat(files()).containsExactly("README.md", "docs/ports.md");

        String blob = server.git("hash-object", "-w", "docs/ports.md");
        Path tree = Files.writeString(temporary.resolve("tree"), "100644 blob " + blob + "\tup.md\n");
        String inner = server.git("-c", "alias.made=!git mktree < " + tree, "made");
        Files.writeString(
                tree,
                "040000 tree " + inner + "\t..\n100644 blob " + blob + "\tin.md\n100644 blob " + blob + "\t"
                        + "long".repeat(64) + ".md\n");
        String outer = server.git("-c", "alias.made=!git mktree < " + tree, "made");
        server.git("update-ref", "refs/heads/main", server.git("commit-tree", outer, "-m", "up"));
        server.publish();
        checkout("").pull();
        assertThat(files()).containsExactly("in.md");
        assertThat(folder().resolve("up.md")).doesNotExist();
    }

    @Test
    void staysAsItIsWhenThePullEndsEarlyAndGoesOnLater() throws Exception {
        String first = server.push();
        Checkout checkout = checkout("");
        checkout.pull();
        String second = server.write("docs/large.bin", noise(400_000)).push();
        server.fault = Fault.CUT;
        assertThatThrownBy(checkout::pull).isInstanceOf(PullFailed.class);
        assertThat(checkout.commit()).contains(first);
        assertThat(files()).containsExactly("README.md", "docs/ports.md");
        server.fault = Fault.NONE;
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(second);
    }

    @Test
    void startsAnewFromWhatAKilledPullHasLeft() throws Exception {
        server.push();
        Checkout checkout = checkout("");
        checkout.pull();
        server.write("docs/ports.md", "9999").push();
        Files.createDirectories(folder().resolve("unfinished/docs"));
        Files.writeString(folder().resolve("unfinished/docs/half.md"), "half");
        Files.createSymbolicLink(folder().resolve("next"), Path.of("commit-none"));
        Files.createFile(folder().resolve("objects/shallow.lock"));
        Files.writeString(folder().resolve("objects/refs/fetched"), "0123");
        // What is locked is given up with the first pull.
        try {
            checkout.pull();
        } catch (IOException e) {
            checkout.pull();
        }
        assertThat(Files.readString(current().resolve("docs/ports.md"))).isEqualTo("9999");
        assertThat(files()).doesNotContain("docs/half.md");
    }

    @Test
    void givesUpOnAServerThatHangsOrDribbles() throws Exception {
        server.push();
        Checkout checkout = checkout("");
        checkout.pull();
        server.write("docs/ports.md", "9999").push();
        for (Fault fault : List.of(Fault.HANG, Fault.DRIBBLE)) {
            server.fault = fault;
            Checkout hurried = checkout(server.url(""), MEBIBYTE, Duration.ofSeconds(1), Duration.ofSeconds(2), "ssh");
            assertThatThrownBy(hurried::pull).isInstanceOf(PullFailed.class).hasMessage("does not answer in time");
            assertThat(files()).hasSize(2);
        }
    }

    @Test
    void takesNoRepositoryThatIsLargerThanAllowed() throws Exception {
        String first = server.push();
        Checkout checkout = checkout(server.url(""), MEBIBYTE, LONG, LONG, "ssh");
        checkout.pull();
        server.write("docs/noise.md", noise(2 << 20)).push();
        assertThatThrownBy(checkout::pull).hasMessageStartingWith("is larger than 1 MiB");
        // What is small as it is sent, and large as files.
        server.write("docs/noise.md", "x".repeat(2 << 20)).push();
        assertThatThrownBy(checkout::pull).hasMessageStartingWith("is larger than 1 MiB");
        assertThat(checkout.commit()).contains(first);
    }

    @Test
    void showsItsCredentialsToTheServerAndInNoMessage() throws Exception {
        server.push();
        server.account = Optional.of("reader:sword:fish");
        assertThatThrownBy(checkout("")::pull).hasMessage("answers with status 401");
        assertThatThrownBy(checkout(server.url("reader:guess@"), MEBIBYTE, LONG, LONG, "ssh")::pull)
                .hasMessage("answers with status 401")
                .satisfies(failed -> assertThat(told(failed)).doesNotContain("guess"));
        Checkout allowed = checkout(server.url("reader:sword%3Afish@"), MEBIBYTE, LONG, LONG, "ssh");
        assertThat(allowed.pull()).isTrue();
        assertThat(allowed.pull()).isFalse();
    }

    @Test
    void goesToNoOtherServer() throws Exception {
        server.push();
        server.fault = Fault.REDIRECT;
        assertThatThrownBy(checkout("")::pull).hasMessageStartingWith("redirects to another server");
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        server.push();
        assertThatThrownBy(checkout("#none")::pull).hasMessage("has no branch none");
        assertThatThrownBy(checkout("#main:none")::pull).hasMessage("has no folder none");
        assertThatThrownBy(checkout("#:README.md")::pull).hasMessage("has no folder README.md");
        server.fault = Fault.PAGE;
        assertThatThrownBy(checkout("")::pull).hasMessage("answers something that is not a Git repository's");
        var untrusted = new Checkout(
                GitAddress.of(server.url("")), folder(), new Checkout.Settings(Optional.empty(), MEBIBYTE));
        assertThatThrownBy(untrusted::pull)
                .hasMessageStartingWith("shows a certificate that no trusted authority signed");
        server.close();
        assertThatThrownBy(checkout("")::pull).hasMessage("cannot be reached");
    }

    @Test
    void asksBySshWithTheClientOfThisMachine() throws Exception {
        String commit = server.push();
        Path log = temporary.resolve("asked");
        String ssh = script("echo \"$@\" >> " + log + "; for asked in \"$@\"; do :; done; exec sh -c \"$asked\"");
        Checkout checkout = checkout("ssh://git@lab.example:2222" + server.bare(), MEBIBYTE, LONG, LONG, ssh);
        assertThat(checkout.pull()).isTrue();
        assertThat(checkout.commit()).contains(commit);
        assertThat(files()).containsExactly("README.md", "docs/ports.md");
        assertThat(Files.readString(log)).contains("BatchMode=yes", "-p 2222", "-- git@lab.example git-upload-pack");
    }

    @Test
    void endsAnSshThatHangsOrCannot() throws Exception {
        server.push();
        String hanging = script("exec sleep 600");
        assertThatThrownBy(
                        checkout("ssh://git@lab.example/docs.git", MEBIBYTE, LONG, Duration.ofSeconds(1), hanging)
                                ::pull)
                .hasMessage("does not answer in time");
        String refused = script("echo 'Host key verification failed.' >&2; exit 255");
        assertThatThrownBy(checkout("ssh://git@lab.example/docs.git", MEBIBYTE, LONG, LONG, refused)::pull)
                .hasMessage("cannot be reached by ssh; the log says why")
                .satisfies(failed -> assertThat(told(failed)).contains("Host key verification failed"));
        assertThatThrownBy(checkout("ssh://git@lab.example/docs.git", MEBIBYTE, LONG, LONG, "/no/such/ssh")::pull)
                .hasMessage("cannot be reached by ssh; the log says why");
    }

    private static String told(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(String::valueOf)
                .toList()
                .toString();
    }

    private Checkout checkout(String part) {
        return checkout(server.url("") + part, 100 * MEBIBYTE, LONG, LONG, "ssh");
    }

    private Checkout checkout(String url, long bytes, Duration patience, Duration longest, String ssh) {
        return new Checkout(
                GitAddress.of(url),
                folder(),
                new Checkout.Settings(server.authorities(), bytes, patience, longest, List.of(ssh)));
    }

    private Path folder() {
        return temporary.resolve("index-git/docs");
    }

    private Path current() {
        return folder().resolve(DocumentFolder.CURRENT);
    }

    private String script(String line) throws IOException {
        Path script = Files.writeString(Files.createTempFile(temporary, "ssh", ""), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private List<String> files() throws IOException {
        Path root = current().toRealPath();
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> !Files.isDirectory(file))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** What cannot be packed. */
    private static String noise(int length) {
        return ThreadLocalRandom.current()
                .ints(length, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
