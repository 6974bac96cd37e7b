package io.qubinode.mcp.airflow.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {

    private static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /** As Ubuntu, AlmaLinux, Fedora and Rocky write them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                SHA256 + " *disk.img",
                SHA256 + "  disk.img",
                SHA256 + "  ./disk.img",
                "SHA256 (disk.img) = " + SHA256,
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n# disk.img: 7 bytes\nSHA256 (disk.img) = " + SHA256
            })
    void areFoundInThePublishersFiles(String text) {
        String other = "\n" + SHA256.replace('e', 'f') + "  disk.img.xz\n";
        assertThat(Digests.inFile(text + other, "disk.img")).contains("sha256:" + SHA256);
    }

    @Test
    void areTakenFromAFileOfOneLineWhateverItNames() {
        assertThat(Digests.inFile(SHA256, "disk.img")).contains("sha256:" + SHA256);
        assertThat(Digests.inFile(SHA256 + "  disk-20251110.img", "disk.img")).contains("sha256:" + SHA256);
    }

    @Test
    void areNotTakenFromAnotherFilesLine() {
        assertThat(Digests.inFile(SHA256 + "  a\n" + SHA256 + "  b\n", "disk.img"))
                .isEmpty();
        assertThat(Digests.inFile("<html>not here</html>", "disk.img")).isEmpty();
    }

    @Test
    void areNotTakenFromASignedListOfAnotherFile() {
        assertThat(Digests.named(SHA256 + "  older.img\n", "disk.img")).isEmpty();
        assertThat(Digests.named(SHA256 + "  disk.img\n", "disk.img")).contains("sha256:" + SHA256);
    }

    @Test
    void areNeverMd5() {
        String md5 = SHA256.substring(0, 32);
        assertThat(Digests.inFile(md5 + "  disk.img\n", "disk.img")).isEmpty();
        assertThat(Digests.inFile("MD5 (disk.img) = " + md5, "disk.img")).isEmpty();
        assertThat(Digests.isKnown("md5:" + md5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:00", "md5:" + SHA256, SHA256, "sha256:", "sha256:../x"})
    void mustFitTheirAlgorithm(String digest) {
        assertThat(Digests.isKnown(digest)).isFalse();
    }
}
