package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.airflow.airflowapi.ImportError;
import io.qubinode.mcp.airflow.airflowapi.Page;
import io.qubinode.mcp.airflow.insight.InventoryTools.AssetList;
import io.qubinode.mcp.airflow.insight.InventoryTools.BrokenFile;
import io.qubinode.mcp.airflow.insight.InventoryTools.BrokenFiles;
import io.qubinode.mcp.airflow.insight.InventoryTools.ConnectionList;
import io.qubinode.mcp.airflow.insight.InventoryTools.Health;
import io.qubinode.mcp.airflow.insight.InventoryTools.ListPage;
import io.qubinode.mcp.airflow.insight.InventoryTools.PoolList;
import io.qubinode.mcp.airflow.insight.InventoryTools.SearchPage;
import io.qubinode.mcp.airflow.insight.InventoryTools.VariableList;
import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.secret.SecretMask;
import java.util.List;

/** Lists what DAGs work with, and how Airflow is. */
final class Inventory {

    private static final int LONGEST_ERROR = 1_200;

    private final Airflow airflow;

    Inventory(Airflow airflow) {
        this.airflow = airflow;
    }

    BrokenFiles brokenFiles(ListPage input) {
        int offset = Page.offset(input.cursor());
        return airflow.importErrors(input.limit(), offset)
                .map(Inventory::brokenFile)
                .answer(offset, BrokenFiles::new);
    }

    Health health() {
        List<ComponentState> components = airflow.components();
        return new Health(
                airflow.version(),
                components.stream().flatMap(part -> part.status().stream()).allMatch("healthy"::equals),
                components,
                airflow.importErrors(1, 0).total());
    }

    AssetList assets(SearchPage input) {
        int offset = Page.offset(input.cursor());
        return airflow.assets(input.search(), input.limit(), offset).answer(offset, AssetList::new);
    }

    PoolList pools(ListPage input) {
        int offset = Page.offset(input.cursor());
        return airflow.pools(input.limit(), offset).answer(offset, PoolList::new);
    }

    VariableList variables(SearchPage input) {
        int offset = Page.offset(input.cursor());
        return airflow.variables(input.search(), input.limit(), offset).answer(offset, VariableList::new);
    }

    ConnectionList connections(SearchPage input) {
        int offset = Page.offset(input.cursor());
        return airflow.connections(input.search(), input.limit(), offset).answer(offset, ConnectionList::new);
    }

    private static BrokenFile brokenFile(ImportError error) {
        // Masked before it is cut: half a secret is hard to know for one.
        String text = SecretMask.mask(error.stackTrace().strip().replaceAll("/(?!/)[^\\s\"']*/", ""));
        // The end of a Python trace says what is wrong, its beginning only who called.
        String end = text.length() <= LONGEST_ERROR ? text : "… " + text.substring(text.length() - LONGEST_ERROR);
        return new BrokenFile(
                ForeignText.shown(error.file().substring(error.file().lastIndexOf('/') + 1)), error.time(), end);
    }
}
