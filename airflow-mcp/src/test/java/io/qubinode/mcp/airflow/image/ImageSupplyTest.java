package io.qubinode.mcp.airflow.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qubinode.mcp.airflow.libvirt.Volume;
import io.qubinode.mcp.airflow.testing.FakeCall;
import io.qubinode.mcp.airflow.testing.FakeHypervisor;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Failure;
import io.qubinode.mcp.airflow.testing.FakeHypervisor.Step;
import io.qubinode.mcp.airflow.testing.ImageSettings;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image is brought into the pool whole or not at all, over connections that break. */
class ImageSupplyTest {

    private static final String FILE = "tiny-1.0.img";
    private static final String FINGERPRINT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCall call = new FakeCall();
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final byte[] content = new byte[3_000_000];
    private FlakyServer server;
    private int maxSizeMib = 20_480;
    private Duration timeout = Duration.ofSeconds(5);

    @BeforeEach
    void aServerHasAnImage() throws Exception {
        new Random(7).nextBytes(content);
        server = new FlakyServer();
        server.put(FILE, content);
        server.put("SUMS", sha256(content) + "  " + FILE + "\n" + sha256(new byte[1]) + "  other\n");
        tiny("checksum_url: " + server.url("SUMS"), "allow_unverified: true", "user: root");
    }

    private void tiny(String... lines) throws IOException {
        catalogue("tiny:\n  url: " + server.url(FILE) + "\n  " + String.join("\n  ", lines) + "\n");
    }

    /** The image of another server's choice, whose list of digests fits it. */
    private void forge() {
        content[0]++;
        server.put(FILE, content);
        server.put("SUMS", sha256(content) + "  " + FILE + "\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bringsTheImageIntoThePool() {
        server.gate = new CountDownLatch(1);
        var result = CompletableFuture.supplyAsync(this::download);
        await().untilAsserted(() -> assertThat(progress).contains("downloading " + FILE + ", 1 MiB of 2"));
        server.gate.countDown();
        assertThat(result.join().name()).isEqualTo(FILE);
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
        assertThat(leftFiles()).isEmpty();
    }

    /** What ends a download by an error must not keep its place for ever. */
    @Test
    void canBeginAnewAfterAnError() {
        ImageSupply supply = supply();
        hypervisor.failAt(Step.UPLOAD, Failure.REFUSED);
        hypervisor.meanwhile = () -> {
            throw new OutOfMemoryError("Java heap space");
        };
        assertThatThrownBy(() -> supply.download(tiny(), call, (what, part) -> {}))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("ended by an error");
        assertThat(supply.download(tiny(), call, (what, part) -> {}).name()).isEqualTo(FILE);
    }

    @Test
    void findsItThereTheNextTime() {
        download();
        assertThat(supply().inPool("tiny", hypervisor.volumes()))
                .map(Volume::name)
                .contains(FILE);
        assertThat(supply().user("tiny")).contains("root");
        assertThat(supply().user(FILE)).contains("root");
    }

    @Test
    void goesOnWhereAConnectionBroke() {
        server.breaks = 2;
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
        assertThat(server.requests).anyMatch(request -> request.startsWith("/" + FILE + " bytes="));
    }

    @Test
    void beginsAnewWhenTheServerSendsAnotherPart() {
        server.breaks = 1;
        server.shift = 7;
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
        assertThat(server.requests.stream().filter(("/" + FILE)::equals)).hasSize(2);
    }

    /** The first call gave up; what it got is of use to the next one. */
    @Test
    void goesOnInTheNextCall() {
        server.breaks = 1;
        server.onBreak = () -> server.status = 503;
        fails(ErrorCode.BACKEND_REFUSED, "answers 503", this::download);
        server.status = 0;
        server.requests.clear();
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
        // A reset connection may lose the end of what was sent.
        assertThat(server.requests).anyMatch(request -> request.matches("/" + FILE + " bytes=[1-9]\\d*-"));
    }

    @Test
    void beginsAnewWhenTheServersFileHasChanged() {
        byte[] newer = content.clone();
        newer[0]++;
        server.breaks = 1;
        server.onBreak = () -> {
            server.version = "\"v2\"";
            server.put(FILE, newer);
        };
        // The digest is of the old file: it refuses the new one, and would refuse a mixture.
        fails(ErrorCode.BACKEND_REFUSED, "does not have the digest", this::download);
        server.put("SUMS", sha256(newer) + "  " + FILE + "\n");
        server.breaks = 1;
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(newer);
    }

    @Test
    void refusesAnImageOfAnotherDigest() {
        server.put("SUMS", sha256(new byte[2]) + "  " + FILE + "\n");
        fails(ErrorCode.BACKEND_REFUSED, "does not have the digest", this::download);
        assertThat(leftFiles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "403, BACKEND_REFUSED", "500, BACKEND_REFUSED"})
    void saysWhatTheServerAnswered(int status, ErrorCode code) {
        server.status = status;
        fails(code, "answers " + status, this::download);
    }

    @Test
    void saysThatTheDigestIsNotListed() {
        server.put("SUMS", sha256(content) + "  a\n" + sha256(content) + "  b\n");
        fails(ErrorCode.BACKEND_REFUSED, "does not name " + FILE, this::download);
    }

    @Test
    void givesUpOnAServerThatStopsSending() {
        timeout = Duration.ofSeconds(1);
        server.gate = new CountDownLatch(1);
        fails(ErrorCode.BACKEND_UNAVAILABLE, "broke off", this::download);
    }

    @Test
    void leavesNothingInThePoolWhenTheUploadFails() {
        hypervisor.failAt(Step.UPLOAD, Failure.REFUSED);
        fails(ErrorCode.BACKEND_REFUSED, "libvirt says", this::download);
        assertThat(download().name()).isEqualTo(FILE);
        assertThat(server.requests.stream().filter(("/" + FILE)::equals)).hasSize(1);
    }

    @Test
    void refusesAnImageThatThePoolHasNoRoomFor() {
        hypervisor.poolFree = 1_000_000;
        fails(ErrorCode.WRONG_STATE, "MiB left", this::download);
    }

    @Test
    void saysThatThisMachinesDiskTakesNothing() throws IOException {
        Files.writeString(folder.resolve("downloads"), "no folder");
        fails(ErrorCode.BACKEND_REFUSED, "cannot be written to this machine's disk", this::download);
    }

    @Test
    void downloadsOnceForManyCalls() {
        server.gate = new CountDownLatch(1);
        ImageSupply supply = supply();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<CompletableFuture<Volume>>();
            for (int i = 0; i < 20; i++) {
                results.add(CompletableFuture.supplyAsync(
                        () -> supply.download(tiny(), new FakeCall(), (what, part) -> progress.add(what)), threads));
            }
            await().until(() -> progress.size() >= 20);
            server.gate.countDown();
            results.forEach(result -> assertThat(result.join().name()).isEqualTo(FILE));
        }
        assertThat(server.requests.stream().filter(("/" + FILE)::equals)).hasSize(1);
    }

    @Test
    void endsWhenTheLastCallerGivesUp() {
        server.gate = new CountDownLatch(1);
        call.cancelledAfter(2);
        fails(ErrorCode.CANCELLED, "cancelled", this::download);
        server.gate.countDown();
        assertThat(hypervisor.volumes).isEmpty();
    }

    /** Half an image looks like a whole one, so that it is remembered on disk which are. */
    @Test
    void removesTheHalfImageOfAServiceThatWasKilled() throws IOException {
        new UnfinishedUploads(Files.createDirectories(folder.resolve("downloads"))).begin(FILE);
        hypervisor.addVolume(FILE, Optional.empty());
        assertThat(supply().inPool("tiny", hypervisor.volumes())).isEmpty();
        supply().removeHalfImages();
        assertThat(hypervisor.volumes).isEmpty();
        assertThat(leftFiles()).isEmpty();
    }

    @Test
    void keepsAnImageThatSomebodyElsePutThere() {
        hypervisor.addVolume(FILE, Optional.empty());
        fails(ErrorCode.ALREADY_EXISTS, "holds a volume", this::download);
        assertThat(hypervisor.volumes).containsKey(FILE);
    }

    @ParameterizedTest
    @CsvSource({
        "'x: {url: \"file:///etc/passwd\"}', image x needs a valid url",
        "'x: {url: \"https://h/a;b\", checksum_url: \"https://h/s\"}', url",
        "'x: {user: root}', url",
        "'x: {url: \"https://h/a.img\", checksum: \"abc\"}', checksum",
        "'x: {url: \"https://h/a.img\", checksum: \"md5:d41d8cd98f00b204e9800998ecf8427e\"}', sha256",
        "'x: {url: \"https://h/a.img\", checksum_url: \"ftp://h/s\"}', ftp",
        "'x: {url: \"https://h/a.img\", signature: \"https://h/s\", key: k}', 'signature, key and fingerprint'",
        "'x: {url: \"https://h/a.img\", fingerprint: \"00\"}', 'signature, key and fingerprint'",
        "'x: {url: \"https://h/a.img\", signature: \"https://h/s\", key: k, fingerprint: \"00\"}', 40 or 64",
        "'x: {url: \"https://h/a.img\", colour: red}', colour",
        "'x: [', images.yml"
    })
    void saysWhatIsWrongWithTheCatalogue(String text, String words) throws IOException {
        catalogue(text);
        assertThatThrownBy(this::supply).hasMessageContaining("images.yml").hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'http://h/a.img'}",
                "{url: 'https://h/a.img', checksum_url: 'http://h/s'}",
                "{url: 'https://h/a.img', signature: 'http://h/s', key: k, fingerprint: '" + FINGERPRINT + "'}",
                "{url: 'https://h/a.img', signature: 'https://h/s', key: 'http://h/k', fingerprint: '" + FINGERPRINT
                        + "'}"
            })
    void acceptsHttpOnlyWhereAnOperatorAllowsIt(String entry) throws IOException {
        catalogue("x: " + entry);
        assertThatThrownBy(() -> new ImageCatalogue(new ImageSettings(folder, Duration.ofSeconds(1), true)))
                .hasMessageContaining("image x needs https")
                .hasMessageContaining("airflow.images.allow_http");
        assertThat(new ImageCatalogue(config()).all()).hasSize(1);
    }

    @Test
    void refusesAnImageThatNothingProves() throws IOException {
        tiny("checksum_url: " + server.url("SUMS"));
        fails(ErrorCode.DENIED, "allow_unverified: true", this::download);
        fails(ErrorCode.DENIED, "under \"tiny:\" in " + folder.resolve("images.yml"), this::download);
        tiny("user: root");
        fails(ErrorCode.DENIED, "allow_unverified: true", this::download);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void saysWhereTheCatalogueIsMadeWhenThereIsNone() throws IOException {
        Files.delete(folder.resolve("images.yml"));
        CatalogueImage fedora = new ImageCatalogue(config()).named("fedora42").orElseThrow();
        fails(ErrorCode.DENIED, "a copy of the project's config/images.yml", () -> supply().checkProof(fedora));
    }

    @Test
    void bringsAnImageWithoutAnyDigestWhenAnOperatorAllowsIt() throws IOException {
        tiny("allow_unverified: true");
        server.breaks = 1;
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
    }

    @Test
    void doesNotTakeMd5ForADigest() {
        server.put("SUMS", "d41d8cd98f00b204e9800998ecf8427e  " + FILE + "\n");
        fails(ErrorCode.BACKEND_REFUSED, "MD5 is not accepted", this::download);
    }

    @Test
    void comparesAPinnedChecksum() throws IOException {
        tiny("checksum: sha256:" + sha256(content));
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
        assertThat(server.requests).containsOnly("/" + FILE);
    }

    /** Whoever changes the image changes the list beside it. */
    @Test
    void findsAForgedImageByAPinnedChecksum() throws IOException {
        tiny("checksum: sha256:" + sha256(content), "checksum_url: " + server.url("SUMS"), "allow_unverified: true");
        forge();
        fails(ErrorCode.BACKEND_REFUSED, "does not have the digest", this::download);
    }

    @Test
    void verifiesADetachedSignatureOfTheList() throws IOException {
        SigningKey key = SigningKey.make();
        Path file = Files.write(folder.resolve("key.gpg"), key.file());
        signed(key, file.toString(), key.fingerprint().toUpperCase(Locale.ROOT));
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
    }

    @Test
    void verifiesAClearSignedListWithAKeyFromTheWeb() throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.armoured());
        server.put("CHECKSUM", key.clearSign("# " + FILE + "\nSHA256 (" + FILE + ") = " + sha256(content) + "\n"));
        tiny(
                "signature: " + server.url("CHECKSUM"),
                "key: " + server.url("KEY"),
                "fingerprint: '" + key.fingerprint() + "'");
        download();
        assertThat(hypervisor.contents.get(FILE)).isEqualTo(content);
    }

    @Test
    void findsAForgedImageByTheSignatureOfItsList() throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.file());
        signed(key, server.url("KEY"), key.fingerprint());
        forge();
        fails(ErrorCode.BACKEND_REFUSED, "no valid signature by the key " + key.fingerprint(), this::download);
        SigningKey forger = SigningKey.make();
        server.put("SUMS.gpg", forger.sign(sha256(content) + "  " + FILE + "\n"));
        fails(ErrorCode.BACKEND_REFUSED, "no valid signature", this::download);
        server.put("KEY", forger.file());
        fails(ErrorCode.BACKEND_REFUSED, "does not hold a public key with the fingerprint", this::download);
        assertThat(server.requests).doesNotContain("/" + FILE);
    }

    /** The list of an older image, though genuine, does not speak of this one. */
    @Test
    void refusesASignedListThatNamesAnotherFile() throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.file());
        server.put("SUMS", sha256(content) + "  older.img\n");
        signed(key, server.url("KEY"), key.fingerprint());
        fails(ErrorCode.BACKEND_REFUSED, "does not name " + FILE, this::download);
    }

    @Test
    void saysThatADetachedSignatureNeedsAList() throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.file());
        server.put("SUMS.gpg", key.sign("anything"));
        tiny(
                "signature: " + server.url("SUMS.gpg"),
                "key: " + server.url("KEY"),
                "fingerprint: '" + key.fingerprint() + "'");
        fails(ErrorCode.BACKEND_REFUSED, "not a clear-signed list", this::download);
    }

    @Test
    void saysThatTheKeyIsNotThere() throws IOException {
        signed(SigningKey.make(), folder.resolve("none.gpg").toString(), FINGERPRINT);
        fails(ErrorCode.BACKEND_REFUSED, "none.gpg, cannot be read", this::download);
    }

    @ParameterizedTest
    @CsvSource({"SUMS, 1024", "SUMS.gpg, 1024", "KEY, 256"})
    void refusesAListSignatureOrKeyThatIsTooLarge(String file, int kib) throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.file());
        signed(key, server.url("KEY"), key.fingerprint());
        server.put(file, new byte[(kib << 10) + 1]);
        fails(ErrorCode.BACKEND_REFUSED, "larger than the " + kib + " KiB", this::download);
    }

    @Test
    void refusesADetachedSignatureThatIsTooLarge() throws IOException {
        SigningKey key = SigningKey.make();
        server.put("KEY", key.file());
        signed(key, server.url("KEY"), key.fingerprint());
        byte[] signature = SigningKey.armour(server.content("SUMS.gpg")).getBytes(StandardCharsets.US_ASCII);
        server.put("SUMS.gpg", Arrays.copyOf(signature, (64 << 10) + 1));
        fails(ErrorCode.BACKEND_REFUSED, "no valid signature", this::download);
        server.put("SUMS.gpg", Arrays.copyOf(signature, 64 << 10));
        download();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesAnImageThatIsTooLarge(boolean saysItsLength) {
        maxSizeMib = 2;
        server.withLength = saysItsLength;
        fails(ErrorCode.BACKEND_REFUSED, "larger than the 2 MiB that are allowed", this::download);
        assertThat(leftFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void saysWhichBoundOnTheSizeIsWrong(int wrong) {
        maxSizeMib = wrong;
        assertThatThrownBy(this::supply).hasMessageContaining("airflow.images.max_size_mib: " + wrong);
    }

    /** Puts a signature beside the list of digests. */
    private void signed(SigningKey key, String keyFile, String fingerprint) throws IOException {
        server.put("SUMS.gpg", key.sign(new String(server.content("SUMS"), StandardCharsets.UTF_8)));
        tiny(
                "checksum_url: " + server.url("SUMS"),
                "signature: " + server.url("SUMS.gpg"),
                "key: " + keyFile,
                "fingerprint: '" + fingerprint + "'");
    }

    @Test
    void carriesACatalogueOfItsOwn() throws IOException {
        Files.delete(folder.resolve("images.yml"));
        assertThat(new ImageCatalogue(config()).all())
                .extracting(CatalogueImage::name)
                .contains(
                        "centos10stream", "debian13", "ubuntu2404", "cirros", "rockylinux9", "almalinux9", "fedora43");
        assertThat(new ImageCatalogue(new ImageSettings(folder, Duration.ofSeconds(1), true)).all())
                .allMatch(CatalogueImage::isRefused);
    }

    private CatalogueImage tiny() {
        return new ImageCatalogue(config()).named("tiny").orElseThrow();
    }

    private Volume download() {
        return supply().download(tiny(), call, (what, part) -> progress.add(what));
    }

    private void fails(ErrorCode code, String words, Runnable work) {
        assertThatThrownBy(work::run).isInstanceOfSatisfying(ToolException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().text()).contains(words);
        });
        assertThat(hypervisor.contents).isEmpty();
    }

    private List<String> leftFiles() {
        try (Stream<Path> files = Files.list(folder.resolve("downloads"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private ImageSupply supply() {
        return new ImageSupply(hypervisor, new ImageCatalogue(config()), config(), Path.of(config().downloads()));
    }

    private void catalogue(String text) throws IOException {
        Files.writeString(folder.resolve("images.yml"), text);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ImageConfig config() {
        return new ImageSettings(folder, timeout, true, maxSizeMib, true);
    }
}
