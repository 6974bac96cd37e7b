package io.qubinode.mcp.airflow.testing;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guest whose agent answers once it has interfaces; before, as libvirt does when none is connected. */
public final class FakeGuest implements Guest {

    public final List<Interface> interfaces = new ArrayList<>();

    @Override
    public AgentReport agent(String name, Duration patience) {
        if (interfaces.isEmpty()) {
            throw new ToolException(ErrorCode.WRONG_STATE, "No guest agent answers in " + name + ".", "");
        }
        return new AgentReport(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                interfaces);
    }

    @Override
    public byte[] console(String name, int bytes) {
        return new byte[0];
    }

    @Override
    public Screen screen(String name) {
        return new Screen("image/png", new byte[0]);
    }
}
