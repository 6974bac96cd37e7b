package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool with what is made from its declaration: when it is first asked for, since most tools of a service are in groups that are
 * off. Thread-safe.
 */
public final class CatalogueEntry {

    private record Schemas(
            ObjectNode input,
            ObjectNode output,
            ObjectNode inputOutline,
            ObjectNode outputOutline,
            ForeignFields foreign) {

        static Schemas of(Tool<?, ?> tool) {
            ObjectNode input = tool.givenSchema().orElseGet(() -> ToolSchemas.ofInput(tool.input()));
            ObjectNode output = ToolSchemas.ofOutput(tool.output());
            tool.targets().ifPresent(targets -> targets.describe(input, output));
            return new Schemas(
                    input,
                    output,
                    SchemaOutline.ofInput(input),
                    SchemaOutline.ofOutput(output),
                    ForeignFields.of(output));
        }
    }

    private final Tool<?, ?> tool;
    private volatile Schemas schemas;

    CatalogueEntry(Tool<?, ?> tool) {
        this.tool = tool;
    }

    public Tool<?, ?> tool() {
        return tool;
    }

    public String name() {
        return tool.name();
    }

    /** JSON Schema 2020-12 of the arguments; not to be changed. */
    public ObjectNode inputSchema() {
        return schemas().input();
    }

    /** JSON Schema 2020-12 of the answer; not to be changed. */
    public ObjectNode outputSchema() {
        return schemas().output();
    }

    /** The input schema as a model reads it in every listing; not to be changed. */
    public ObjectNode inputOutline() {
        return schemas().inputOutline();
    }

    /** The output schema as a model reads it in every listing; not to be changed. */
    public ObjectNode outputOutline() {
        return schemas().outputOutline();
    }

    /** What of its answers others wrote. */
    public ForeignFields foreignFields() {
        return schemas().foreign();
    }

    private Schemas schemas() {
        Schemas made = schemas;
        if (made == null) {
            // Two at once make the same.
            made = Schemas.of(tool);
            schemas = made;
        }
        return made;
    }

    /** Whether a client that knows one knows the other. */
    boolean readsLike(CatalogueEntry other) {
        return tool.title().equals(other.tool.title())
                && tool.description().equals(other.tool.description())
                && tool.hints().equals(other.tool.hints())
                && tool.group().equals(other.tool.group())
                && inputSchema().equals(other.inputSchema())
                && outputSchema().equals(other.outputSchema());
    }
}
