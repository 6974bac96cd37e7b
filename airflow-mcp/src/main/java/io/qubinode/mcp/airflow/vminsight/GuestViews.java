package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest;
import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.Guest.Screen;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.FileSystem;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.GuestInfo;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.GuestInterface;
import io.qubinode.mcp.airflow.vminsight.VmInsightTools.Screenshot;
import io.qubinode.mcp.security.tool.AnswerBudget;
import io.qubinode.mcp.security.tool.ContentBlock;
import java.awt.image.BufferedImage;
import java.time.Duration;

/** Shows what is inside machines. */
final class GuestViews {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Guest guest;

    GuestViews(Guest guest) {
        this.guest = guest;
    }

    GuestInfo info(String name) {
        AgentReport report = guest.agent(name, PATIENCE);
        return new GuestInfo(
                name,
                report.hostName(),
                report.os(),
                report.kernel(),
                report.architecture(),
                report.users().stream()
                        .map(user -> user.name()
                                + user.since().map(since -> " since " + since).orElse(""))
                        .limit(20)
                        .toList(),
                AnswerBudget.fitting(report.fileSystems().stream()
                        .map(GuestViews::fileSystem)
                        .limit(30)
                        .toList()),
                report.interfaces().stream()
                        .map(one -> new GuestInterface(one.name(), one.mac(), one.addresses()))
                        .limit(20)
                        .toList());
    }

    private static FileSystem fileSystem(Guest.FileSystem system) {
        return new FileSystem(
                system.mountpoint(), system.type(), system.sizeBytes().map(Units::gib), Units.usedPercent(system));
    }

    Screenshot screenshot(String name) {
        Screen screen = guest.screen(name);
        BufferedImage image = Screens.read(screen);
        return new Screenshot(
                name, image.getWidth(), image.getHeight(), new ContentBlock.Image("image/png", Screens.png(image)));
    }
}
