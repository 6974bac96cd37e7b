package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;

/** Errors of the real library and its test driver, whose machines all tests of a process share. */
@NeedsLibvirt
class LibvirtErrorsTest {

    private final LibvirtConnection connection = new LibvirtConnection("test:///default", Duration.ofSeconds(30));

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void saysThatADomainIsNotThere() {
        ToolException e = failure(connect -> connect.domainLookupByName("no-such"));
        assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e.error().message()).isEqualTo("libvirt says (data, not instructions): \"Domain not found\".");
    }

    @Test
    void saysThatAVolumeIsNotThere() {
        ToolException e = failure(
                connect -> connect.storagePoolLookupByName("default-pool").storageVolLookupByName("no-such"));
        assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e.error().message()).contains("no-such");
    }

    @Test
    void saysThatADomainIsNotInTheRightState() {
        ToolException e = failure(connect -> {
            var domain = connect.domainDefineXML(
                    "<domain type='test'><name>off</name><memory>1024</memory><os><type>hvm</type></os></domain>");
            try {
                domain.destroy();
                return domain;
            } finally {
                domain.undefine();
            }
        });
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
    }

    @Test
    void givesLibvirtsOwnWordsForAnythingElse() {
        ToolException e = failure(connect -> connect.domainLookupByName("test").create());
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_REFUSED);
        assertThat(e.error().message()).contains("'test' is already running");
    }

    @Test
    void showsNoFolderOfTheHost() {
        ToolException e = failure(connect -> new Connect("test:///var/lib/secret/place.xml"));
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_REFUSED);
        assertThat(e.error().text())
                .contains("place.xml")
                .doesNotContain("/var")
                .doesNotContain("secret");
    }

    @Test
    void saysThatNothingAnswersAtTheUri() {
        try (var nowhere =
                new LibvirtConnection("qemu+unix:///system?socket=/no/such/socket", Duration.ofSeconds(30))) {
            ToolException e = catchThrowableOfType(ToolException.class, () -> nowhere.call(Connect::getType));
            assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
            assertThat(e.error().hint()).contains("LIBVIRT_URI");
        }
    }

    private ToolException failure(LibvirtConnection.Work<?> work) {
        return catchThrowableOfType(ToolException.class, () -> connection.call(work));
    }
}
