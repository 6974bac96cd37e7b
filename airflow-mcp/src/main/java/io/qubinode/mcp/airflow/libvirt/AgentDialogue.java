package io.qubinode.mcp.airflow.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.Guest.FileSystem;
import io.qubinode.mcp.airflow.libvirt.Guest.Interface;
import io.qubinode.mcp.airflow.libvirt.Guest.User;
import io.qubinode.mcp.security.gate.ErrorCode;
import io.qubinode.mcp.security.gate.ToolException;
import io.qubinode.mcp.security.tool.ToolJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * The questions to a guest's agent.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qemu-ga-ref.html">QEMU guest agent</a>
 */
final class AgentDialogue {

    private static final Logger LOG = Logger.getLogger(AgentDialogue.class);

    private final Domain domain;
    private final int seconds;

    AgentDialogue(Domain domain, Duration patience) {
        this.domain = domain;
        seconds = Math.max(1, (int) patience.toSeconds());
    }

    /** Asks for all; an agent that does not answer the first question is an error. */
    AgentReport report() throws LibvirtException {
        domain.qemuAgentCommand(command("guest-ping"), seconds, 0);
        JsonNode os = ask("guest-get-osinfo");
        return new AgentReport(
                text(ask("guest-get-host-name"), "host-name"),
                text(os, "pretty-name").or(() -> text(os, "name")),
                text(os, "kernel-release"),
                text(os, "machine"),
                users(ask("guest-get-users")),
                fileSystems(ask("guest-get-fsinfo")),
                interfaces(ask("guest-network-get-interfaces")));
    }

    /** Nobody answered, and why. */
    static ToolException noAnswer(String name, LibvirtException e) {
        return switch (LibvirtErrors.codeOf(e)) {
            case "VIR_ERR_ARGUMENT_UNSUPPORTED" ->
                new ToolException(
                        ErrorCode.WRONG_STATE,
                        "Virtual machine " + name + " has no channel for a guest agent.",
                        "Machines made by create_vm have one. get_vm_info shows what the host knows.",
                        e);
            case "VIR_ERR_AGENT_UNRESPONSIVE", "VIR_ERR_AGENT_UNSYNCED", "VIR_ERR_OPERATION_TIMEOUT" ->
                new ToolException(
                        ErrorCode.WRONG_STATE,
                        "No guest agent answers in virtual machine " + name + ".",
                        "It may still be booting (get_vm_console_log), or its system lacks the package"
                                + " qemu-guest-agent.",
                        e);
            default -> LibvirtErrors.translated(e);
        };
    }

    private static String command(String name) {
        return ToolJson.MAPPER.createObjectNode().put("execute", name).toString();
    }

    /** An agent may not know a question, or be forbidden to answer it. */
    private JsonNode ask(String question) {
        try {
            return ToolJson.MAPPER
                    .readTree(domain.qemuAgentCommand(command(question), seconds, 0))
                    .path("return");
        } catch (LibvirtException | JsonProcessingException e) {
            LOG.debugf(e, "An agent does not answer %s", question);
            return MissingNode.getInstance();
        }
    }

    static List<User> users(JsonNode users) {
        return users.valueStream()
                .map(user -> new User(user.path("user").asText(), Instant.ofEpochSecond((long)
                        user.path("login-time").asDouble())))
                .toList();
    }

    static List<FileSystem> fileSystems(JsonNode systems) {
        return systems.valueStream()
                .map(system -> new FileSystem(
                        system.path("mountpoint").asText(),
                        system.path("type").asText(),
                        number(system, "total-bytes"),
                        number(system, "used-bytes")))
                .toList();
    }

    static List<Interface> interfaces(JsonNode interfaces) {
        return interfaces
                .valueStream()
                .filter(one -> !one.path("name").asText().equals("lo"))
                .map(one -> new Interface(
                        one.path("name").asText(),
                        text(one, "hardware-address"),
                        one.path("ip-addresses")
                                .valueStream()
                                .map(address -> address.path("ip-address").asText() + "/"
                                        + address.path("prefix").asInt())
                                .toList()))
                .toList();
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.of(node.path(name).asText()).filter(text -> !text.isEmpty());
    }

    private static Optional<Long> number(JsonNode node, String name) {
        return node.path(name).isNumber() ? Optional.of(node.path(name).asLong()) : Optional.empty();
    }
}
