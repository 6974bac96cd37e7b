package io.qubinode.mcp.assistant;

import io.qubinode.mcp.security.catalogue.ServiceInstructions;
import jakarta.inject.Singleton;
import java.util.function.Predicate;

/** What a language model should know of documents and status here. */
@Singleton
final class AssistantInstructions implements ServiceInstructions {

    @Override
    public String text(Predicate<String> offered) {
        return "Times are in UTC, ISO 8601. Passages cite their document by its uri, a resource that can be read whole."
                + (offered.test("get_project_status")
                        ? " When something is wrong, start with get_project_status."
                        : "");
    }
}
