package io.qubinode.mcp.airflow.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.qubinode.mcp.airflow.libvirt.Guest.AgentReport;
import io.qubinode.mcp.airflow.libvirt.Guest.FileSystem;
import io.qubinode.mcp.airflow.libvirt.Guest.Interface;
import io.qubinode.mcp.airflow.libvirt.Guest.User;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.secret.ForeignText;
import java.time.Duration;
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

    // An answer of an agent may have 4 MiB, which is as much as libvirt carries.
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int ALL_TOGETHER = 3;
    private static final int MOST = 100;
    private static final int LONGEST = 256;

    private final Domain domain;
    private final int seconds;
    private final long end;

    /** @param patience for one answer; all together may take {@value #ALL_TOGETHER} times as long */
    AgentDialogue(Domain domain, Duration patience) {
        this.domain = domain;
        seconds = Math.max(1, (int) patience.toSeconds());
        end = System.nanoTime() + patience.multipliedBy(ALL_TOGETHER).toNanos();
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
        if (System.nanoTime() - end > 0) {
            return MissingNode.getInstance();
        }
        try {
            String answer = domain.qemuAgentCommand(command(question), seconds, 0);
            return answer.length() > LARGEST_ANSWER
                    ? MissingNode.getInstance()
                    : ToolJson.MAPPER.readTree(answer).path("return");
        } catch (LibvirtException | JsonProcessingException e) {
            LOG.debugf(e, "An agent does not answer %s", question);
            return MissingNode.getInstance();
        }
    }

    static List<User> users(JsonNode users) {
        return users.valueStream()
                .limit(MOST)
                .map(user -> new User(
                        cut(user.path("user")),
                        Optional.of(user.path("login-time"))
                                .filter(JsonNode::isNumber)
                                .flatMap(time -> EpochSecond.of(time.asDouble()))))
                .toList();
    }

    static List<FileSystem> fileSystems(JsonNode systems) {
        return systems.valueStream()
                .limit(MOST)
                .map(system -> new FileSystem(
                        cut(system.path("mountpoint")),
                        cut(system.path("type")),
                        number(system, "total-bytes"),
                        number(system, "used-bytes")))
                .toList();
    }

    static List<Interface> interfaces(JsonNode interfaces) {
        return interfaces
                .valueStream()
                .filter(one -> !one.path("name").asText().equals("lo"))
                .limit(MOST)
                .map(one -> new Interface(
                        cut(one.path("name")),
                        text(one, "hardware-address"),
                        one.path("ip-addresses")
                                .valueStream()
                                .limit(MOST)
                                .map(address -> cut(address.path("ip-address")) + "/"
                                        + address.path("prefix").asInt())
                                .toList()))
                .toList();
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.of(cut(node.path(name))).filter(text -> !text.isEmpty());
    }

    /** The guest writes what it likes. */
    private static String cut(JsonNode text) {
        return ForeignText.shown(text.asText(), LONGEST);
    }

    private static Optional<Long> number(JsonNode node, String name) {
        return node.path(name).isNumber() ? Optional.of(node.path(name).asLong()) : Optional.empty();
    }
}
