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
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

/** An image is brought into the pool whole or not at all, over connections that break. */
class ImageSupplyTest {

    private static final String FILE = "tiny-1.0.img";

    @TempDir
    Path folder;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final FakeCall call = new FakeCall();
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final byte[] content = new byte[3_000_000];
    private FlakyServer server;

    @BeforeEach
    void aServerHasAnImage() throws Exception {
        new Random(7).nextBytes(content);
        server = new FlakyServer();
        server.put(FILE, content);
        server.put("SUMS", sha256(content) + "  " + FILE + "\n" + sha256(new byte[1]) + "  other\n");
        catalogue("tiny:\n  url: " + server.url(FILE) + "\n  checksum_url: " + server.url("SUMS") + "\n  user: root\n");
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
        "'x: {url: \"file:///etc/passwd\", checksum: \"sha256:00\"}', url",
        "'x: {url: \"http://h/a;b\", checksum_url: \"http://h/s\"}', url",
        "'x: {url: \"http://h/a.img\"}', checksum",
        "'x: {url: \"http://h/a.img\", checksum: \"abc\"}', checksum",
        "'x: {url: \"http://h/a.img\", colour: red}', colour",
        "'x: [', images.yml"
    })
    void saysWhatIsWrongWithTheCatalogue(String text, String words) throws IOException {
        catalogue(text);
        assertThatThrownBy(this::supply).hasMessageContaining("images.yml").hasMessageContaining(words);
    }

    @Test
    void carriesACatalogueOfItsOwn() throws IOException {
        Files.delete(folder.resolve("images.yml"));
        assertThat(new ImageCatalogue(config()).all())
                .extracting(CatalogueImage::name)
                .contains(
                        "centos10stream", "debian13", "ubuntu2404", "cirros", "rockylinux9", "almalinux9", "fedora43");
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
        return new ImageSettings(folder, Duration.ofMillis(1_500), true);
    }
}
