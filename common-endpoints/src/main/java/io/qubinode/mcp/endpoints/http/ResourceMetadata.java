package io.qubinode.mcp.endpoints.http;

import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.identity.Authenticators;
import io.qubinode.mcp.security.identity.ProtectedResource;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Tells clients without a token where to get one, when tokens are taken. */
@Singleton
final class ResourceMetadata {

    private final Authenticators authenticators;

    @Inject
    ResourceMetadata(Authenticators authenticators) {
        this.authenticators = authenticators;
    }

    void install(@Observes Router router) {
        authenticators.protectedResource().ifPresent(resource -> router.get(ProtectedResource.PATH + "*")
                .handler(request -> {
                    if (resource.isMetadata(RequestContext.path(request))) {
                        answer(request, resource);
                    } else {
                        request.next();
                    }
                }));
    }

    private static void answer(RoutingContext request, ProtectedResource resource) {
        var body = ToolJson.MAPPER
                .createObjectNode()
                .put("resource", resource.resource().toString());
        body.set("authorization_servers", ToolJson.MAPPER.valueToTree(resource.authorizationServers()));
        body.set("bearer_methods_supported", ToolJson.MAPPER.valueToTree(List.of("header")));
        body.put("resource_name", "qubinode-mcp");
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toString());
    }
}
