package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Checks values against a JSON Schema that somebody else wrote. The library fetches what {@code $ref}, {@code $schema} and others name,
 * from the network, from files and from the class path, and quotes it in its messages. Here it fetches nothing. Thread-safe.
 */
public enum ForeignSchema {
    /** As Airflow checks the params of a DAG. */
    DRAFT_7(VersionFlag.V7, false),
    /** As MCP declares arguments; the format of a text is checked too. */
    DRAFT_2020_12(VersionFlag.V202012, true);

    private static final Logger LOG = Logger.getLogger(ForeignSchema.class);

    private final JsonSchemaFactory schemas;
    private final SchemaValidatorsConfig inEnglish;

    ForeignSchema(VersionFlag version, boolean formats) {
        // Without the cache no schema can refer to another by its $id.
        schemas = JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(version))
                .schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance()))
                .enableSchemaCache(false)
                .build();
        inEnglish = SchemaValidatorsConfig.builder()
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(formats)
                .regularExpressionFactory(new LinearExpressions())
                .build();
    }

    /** What is wrong, in the schema's words, each with its place before a colon; nothing when the schema itself cannot be used. */
    public List<String> problems(JsonNode schema, JsonNode value) {
        try {
            return schemas.getSchema(schema, inEnglish).validate(value).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (RuntimeException e) {
            // Of a keyword that has a value of another kind the library does not always say so itself.
            LOG.debug("A schema is not used to check a value", e);
            return List.of();
        }
    }
}
