package io.qubinode.mcp.endpoints.testing;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.resource.ListedResource;
import io.qubinode.mcp.security.resource.ResourceProvider;
import io.qubinode.mcp.security.resource.ResourceTemplate;
import io.qubinode.mcp.security.resource.ResourceText;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Texts that show what a resource can do: some that callers may read, and some whose tool is not offered. */
@Singleton
public class ProbeResources {

    public static final Map<String, String> NOTES =
            new ConcurrentSkipListMap<>(Map.of("a.md", "A", "folder/b.md", "B", "folder/deep/c.md", "C"));

    @Produces
    @Singleton
    ResourceProvider notes() {
        return new Texts("echo", "note", NOTES);
    }

    @Produces
    @Singleton
    ResourceProvider secrets() {
        return new Texts("hidden", "secret", Map.of("key.md", "the key"));
    }

    /** Texts by their path. A text of another length counts as changed. */
    record Texts(String tool, String scheme, Map<String, String> texts) implements ResourceProvider {

        /** Its texts change while it is the same. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public ResourceTemplate template() {
            return new ResourceTemplate(scheme, "path", scheme + "s", "Texts", "Texts of a scheme.");
        }

        @Override
        public List<ListedResource> resources() {
            return texts.entrySet().stream()
                    .map(text -> new ListedResource(
                            scheme + "://" + text.getKey(),
                            text.getKey(),
                            "text/plain",
                            Instant.ofEpochSecond(text.getValue().length())))
                    .toList();
        }

        @Override
        public ResourceText read(String uri) {
            String text = texts.get(uri.substring(scheme.length() + 3));
            if (uri.endsWith("/broken")) {
                throw new IllegalStateException("secret detail at /etc/somewhere");
            } else if (text == null) {
                throw new ToolException(ErrorCode.NOT_FOUND, "There is no such text.", "");
            }
            return new ResourceText(uri, "text/plain", text);
        }
    }
}
