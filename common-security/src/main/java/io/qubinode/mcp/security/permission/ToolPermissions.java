package io.qubinode.mcp.security.permission;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.tool.CatalogueEntry;
import io.qubinode.mcp.security.tool.ToolCatalogue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Who may use what: the caller's role, the tools named for it, and what configuration offers, all three. */
@Singleton
public final class ToolPermissions {

    private final ToolCatalogue catalogue;
    private final ToolOffer offer;

    @Inject
    public ToolPermissions(ToolCatalogue catalogue, ToolOffer offer) {
        this.catalogue = catalogue;
        this.offer = offer;
    }

    public boolean offers(CatalogueEntry entry) {
        return offer.offers(entry.tool());
    }

    public boolean allows(Caller caller, CatalogueEntry entry) {
        return offers(entry)
                && caller.role().covers(entry.tool().permission())
                && caller.tools().include(entry.name());
    }

    /** What this caller may use, in the order of the listing: all that any listing or error may reveal to it. */
    public List<CatalogueEntry> visibleTo(Caller caller) {
        return catalogue.entries().stream()
                .filter(entry -> allows(caller, entry))
                .toList();
    }
}
