package io.qubinode.mcp.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.airflow.testing.DoorClient;
import io.qubinode.mcp.airflow.testing.DoorClient.Answer;
import io.qubinode.mcp.airflow.testing.ListingSnapshots;
import io.qubinode.mcp.airflow.testing.NeedsLibvirt;
import io.qubinode.mcp.airflow.testing.OutsideSystems;
import io.qubinode.mcp.testing.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tools for images, which are off by default. */
@QuarkusTest
@WithTestResource(OutsideSystems.class)
@WithTestResource(ImageListingTest.OnlyImages.class)
class ImageListingTest {

    @TestHTTPResource
    URI base;

    /** This group, and no other. */
    public static final class OnlyImages extends Settings {
        @Override
        public Map<String, String> start() {
            return Map.of(
                    "airflow.mcp.tools.dag_management.enabled", "false",
                    "airflow.mcp.tools.vm_operations.enabled", "false",
                    "airflow.mcp.tools.log_access.enabled", "false",
                    "airflow.mcp.tools.image_management.enabled", "true");
        }
    }

    @Test
    void isAsAccepted() throws IOException {
        new ListingSnapshots("tools-for-images", base).check();
    }

    @Test
    @NeedsLibvirt
    void listsWhatCanBeDownloaded() {
        DoorClient.atEveryDoor(base, door -> {
            JsonObject listed = door.call("list_images", new JsonObject()).content();
            assertThat(listed.encode())
                    .contains("centos10stream", "debian13", "cloud-user")
                    .contains("\"verified_by\":\"nothing\",\"refused\":true");
            assertThat(door.call("list_images", new JsonObject().put("downloadable", false))
                            .content()
                            .encode())
                    .doesNotContain("centos10stream");
        });
    }

    @Test
    @NeedsLibvirt
    void namesTheNearestImage() {
        DoorClient.atEveryDoor(base, door -> {
            Answer answer = door.call("download_image", new JsonObject().put("name", "debian14"));
            assertThat(answer.code()).isEqualTo("not_found");
            assertThat(answer.text()).contains("debian1");
            assertThat(door.call("delete_image", new JsonObject().put("name", "debian13"))
                            .code())
                    .isEqualTo("not_found");
        });
    }

    @Test
    @NeedsLibvirt
    void saysWhatAnOperatorDoesForAnImageThatNothingProves() {
        DoorClient.atEveryDoor(base, door -> {
            Answer answer = door.call("download_image", new JsonObject().put("name", "fedora42"));
            assertThat(answer.code()).isEqualTo("denied");
            assertThat(answer.text()).contains("allow_unverified: true").contains("images.yml");
        });
    }

    @Test
    void takesNoPathForAName() {
        DoorClient.atEveryDoor(base, door -> {
            for (String tool : new String[] {"download_image", "delete_image"}) {
                for (String name : new String[] {"../x", "a/b", "a;rm -rf /", "", "a\u0000b", "x".repeat(10_000)}) {
                    assertThat(door.call(tool, new JsonObject().put("name", name))
                                    .code())
                            .isEqualTo("invalid_argument");
                }
            }
        });
    }
}
