package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** As libvirt 9 says it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPERATION_UNSUPPORTED | Operation not supported: internal snapshots of a VM with pflash based firmware are"
                        + " not supported | shutdown first",
                "INTERNAL_ERROR | internal error: pool 'default' has asynchronous jobs running. | call again",
                "OPERATION_INVALID | Requested operation is not valid: volume 'x' is still in use. | call again",
                "OPERATION_INVALID | Requested operation is not valid: volume 'x' is still being allocated. | call again",
                "INTERNAL_ERROR | internal error: internal inactive snapshots are not supported on 'nvme' disks | qcow2",
                "CONFIG_UNSUPPORTED | unsupported configuration: internal snapshot for disk vda unsupported for storage type raw"
                        + " | qcow2",
                "CONFIG_UNSUPPORTED | unsupported configuration: nothing selected for snapshot | qcow2",
                "INTERNAL_ERROR | internal error: missing storage backend for 'volume' storage | driver",
                "SYSTEM_ERROR | Failed to open file '/p/x.img': No such file or directory | diagnose_vm",
                "NO_STORAGE_POOL | Storage pool not found: no storage pool with matching name 'x' | diagnose_vm",
                "INTERNAL_ERROR | internal error: process exited while connecting to monitor: cannot set up guest memory"
                        + " 'pc.ram': Cannot allocate memory | too little free memory",
                "INTERNAL_ERROR | internal error: process exited while connecting to monitor: Unknown driver 'rbd' | QEMU",
                "OPERATION_INVALID | Requested operation is not valid: network 'default' is not active | net-start"
            })
    void saysWhatToDoByCodeAndText(String code, String message, String hint) {
        ToolException e = LibvirtErrors.translated("VIR_ERR_" + code, message, null);
        assertThat(e.error().code()).isEqualTo(ErrorCode.WRONG_STATE);
        assertThat(e.error().hint()).contains(hint);
    }

    @Test
    void keepsTheLinesAfterTheFirst() {
        ToolException e = LibvirtErrors.translated(
                "VIR_ERR_INTERNAL_ERROR",
                "internal error: process exited while connecting to monitor: qemu: Failed to get \"write\" lock\n"
                        + "Is another process using the image [/var/lib/libvirt/images/zz.qcow2]?",
                null);
        assertThat(e.error().message()).contains("Is another process using the image [zz.qcow2]?");
        assertThat(e.error().hint()).contains("stop that first");
    }

    private ToolException failure(LibvirtConnection.Work<?> work) {
        return catchThrowableOfType(ToolException.class, () -> connection.call(work));
    }
}
