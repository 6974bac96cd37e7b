package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Locale;

/** Checks arguments against a schema that is given. */
final class GivenSchema {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig IN_ENGLISH = SchemaValidatorsConfig.builder()
            .locale(Locale.ENGLISH)
            .formatAssertionsEnabled(true)
            .regularExpressionFactory(new LinearExpressions())
            .build();

    private GivenSchema() {}

    /** What is wrong, one sentence for each argument, in the schema's words. */
    static List<String> problems(ObjectNode schema, ObjectNode arguments) {
        return SCHEMAS.getSchema(schema, IN_ENGLISH).validate(arguments).stream()
                .map(problem -> problem.getMessage().replaceFirst("^/?([^:]*): ", "$1 "))
                .sorted()
                .toList();
    }
}
