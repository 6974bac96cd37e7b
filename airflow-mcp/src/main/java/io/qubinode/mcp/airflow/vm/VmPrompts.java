package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.prompt.Prompt;
import io.qubinode.mcp.security.prompt.PromptProvider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people often want of machines. */
@Singleton
public final class VmPrompts implements PromptProvider {

    @Override
    public List<Prompt> prompts() {
        return List.of(Prompt.ofText(
                "plan_vm",
                "Plan a virtual machine",
                "Proposes a machine for a purpose, and makes it once you agree.",
                List.of(
                        new Prompt.Argument("purpose", "Purpose of the VM, such as: a DNS server for the lab.", true),
                        new Prompt.Argument("name", "Name of the VM. Default: the model proposes one.", false)),
                Set.of("list_vms", "get_vm_info", "create_vm"),
                VmPrompts::plan));
    }

    private static String plan(Map<String, String> given) {
        String name = Optional.ofNullable(given.get("name"))
                .map(chosen -> "It shall be named \"" + chosen + "\".")
                .orElse("Propose a name.");
        return """
                I need a virtual machine for this: %s
                %s

                1. list_vms shows which machines there are, what they use and which names are taken. If one of them serves the \
                purpose already, say so; get_vm_info tells more of it.
                2. Propose name, image, memory (MiB), CPUs and disk (GiB), each with a reason of a few words. Take no more \
                than the purpose needs.
                3. Ask me. Only when I agree call create_vm, once, with exactly these values.
                4. Tell me its state and how to reach it, by get_vm_info.
                """.formatted(given.get("purpose"), name);
    }
}
