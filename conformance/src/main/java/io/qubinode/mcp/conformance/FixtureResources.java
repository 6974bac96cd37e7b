package io.qubinode.mcp.conformance;

import io.quarkus.runtime.StartupEvent;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.qubinode.mcp.security.resource.ResourceText;
import io.qubinode.mcp.security.resource.ResourcesChanged;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The suite's resources. */
@Singleton
final class FixtureResources implements ResourceProvider {

    private static final Pattern BY_ID = Pattern.compile("test://template/([^/]+)/data");

    void list(@Observes StartupEvent started, Event<ResourcesChanged> changed) {
        changed.fire(new ResourcesChanged());
    }

    @Override
    public String tool() {
        return "test_simple_text";
    }

    @Override
    public ResourceTemplate template() {
        return new ResourceTemplate("test", "path", "By path", "By path", "Anything of these fixtures.");
    }

    @Override
    public List<ListedResource> resources() {
        return List.of(
                new ListedResource("test://static-text", "Static text", "text/plain", Instant.EPOCH),
                new ListedResource("test://static-binary", "Static binary", "image/png", Instant.EPOCH),
                new ListedResource("test://watched-resource", "Watched", "text/plain", Instant.EPOCH));
    }

    @Override
    public ResourceText read(String uri) {
        Matcher byId = BY_ID.matcher(uri);
        if (byId.matches()) {
            String id = byId.group(1);
            return new ResourceText(
                    uri,
                    "application/json",
                    "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}");
        }
        return switch (uri) {
            case "test://static-text" ->
                new ResourceText(uri, "text/plain", "This is the content of the static text resource.");
            case "test://static-binary" -> new ResourceText(uri, "image/png", Samples.PNG_BASE64, true);
            case "test://watched-resource" ->
                new ResourceText(uri, "text/plain", "This resource can be subscribed to.");
            default -> throw new ToolException(ErrorCode.NOT_FOUND, "There is no such fixture.", "");
        };
    }
}
