package io.qubinode.mcp.endpoints.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.qubinode.mcp.endpoints.testing.DoorClient;
import io.qubinode.mcp.security.audit.AuditTrail;
import io.qubinode.mcp.security.operation.LastRecords;
import io.qubinode.mcp.security.testing.ProbeTools;
import io.qubinode.mcp.testing.AuditLines;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LastRecordsTest {

    @TestHTTPResource
    URI base;

    @Inject
    LastRecords lastRecords;

    @Inject
    AuditTrail trail;

    @Test
    void aCallThatOutlastsTheServiceLeavesOneRecord() throws Exception {
        var audit = new AuditLines();
        ProbeTools.cancelled = new CountDownLatch(1);
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream()
                    .write(("POST /tools/work_long HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + DoorClient.KEY
                                    + "\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> {
                lastRecords.write(new ShutdownEvent(), trail);
                return !records(audit).isEmpty();
            });
        }
        assertThat(ProbeTools.cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(records(audit)).singleElement().satisfies(record -> assertThat(record.getString("code"))
                .isEqualTo("stopping"));
    }

    private static List<JsonObject> records(AuditLines audit) {
        return audit.written().stream()
                .filter(record -> "work_long".equals(record.getString("tool")))
                .toList();
    }
}
