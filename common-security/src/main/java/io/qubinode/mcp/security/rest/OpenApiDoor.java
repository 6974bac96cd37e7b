package io.qubinode.mcp.security.rest;

import io.qubinode.mcp.security.core.ServiceIdentity;
import io.qubinode.mcp.security.permission.ToolPermissions;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The REST door's description, for clients that make calls from one: of the tools that its caller may use and no other. */
@Path("/openapi.json")
public class OpenApiDoor {

    private final ServiceIdentity service;
    private final ToolPermissions permissions;
    private final String version;

    @Inject
    OpenApiDoor(
            ServiceIdentity service,
            ToolPermissions permissions,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.service = service;
        this.permissions = permissions;
        this.version = version;
    }

    /** The document. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String document(RoutingContext request) {
        return OpenApi.of(service.name(), version, permissions.visibleTo(RestDoor.callerOf(request)))
                .toString();
    }
}
