package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import io.qubinode.mcp.security.core.ToolJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Makes JSON Schemas of the records of a tool, with the names that {@link ToolJson} writes. */
final class RecordSchemas {

    private static final SchemaGenerator INPUT = generator(true);
    private static final SchemaGenerator OUTPUT = generator(false);

    private RecordSchemas() {}

    static ObjectNode ofInput(Class<?> type) {
        return generate(INPUT, type);
    }

    static ObjectNode ofOutput(Class<?> type) {
        return type == ContentResult.class
                ? ToolJson.MAPPER.createObjectNode().put("type", "object")
                : generate(OUTPUT, type);
    }

    // One at a time, because the generator says nothing of threads.
    private static synchronized ObjectNode generate(SchemaGenerator generator, Class<?> type) {
        ObjectNode schema = plain(generator.generateSchema(type));
        // MCP assumes 2020-12 when there is no $schema, so that naming it in each of many schemas is waste.
        schema.remove("$schema");
        schema.findParents("type").forEach(RecordSchemas::withoutNull);
        schema.findParents("anyOf").forEach(RecordSchemas::withoutNullChoice);
        schema.findParents("pattern").forEach(RecordSchemas::anchored);
        if (!schema.has("properties")) {
            schema.putObject("properties");
        }
        return schema;
    }

    /** The generator wraps default values in nodes that print as JSON but are none. */
    private static ObjectNode plain(ObjectNode schema) {
        try {
            return (ObjectNode) ToolJson.MAPPER.readTree(schema.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An absent value is left out, never null, so that null need not be read by every model in every listing. */
    private static void withoutNull(JsonNode schema) {
        if (schema.get("type") instanceof ArrayNode types) {
            ((ObjectNode) schema).set("type", types.get(0));
        }
    }

    /** The same for an enum, which the generator offers as a choice of null and itself. */
    private static void withoutNullChoice(JsonNode schema) {
        if (schema instanceof ObjectNode optional
                && optional.get("anyOf") instanceof ArrayNode choices
                && choices.size() == 2
                && choices.get(0).path("type").asText().equals("null")) {
            JsonNode description = optional.get("description");
            optional.removeAll();
            optional.setAll((ObjectNode) choices.get(1));
            if (description != null) {
                optional.set("description", description);
            }
        }
    }

    /** Jakarta's patterns match whole strings, those of JSON Schema any part of one. */
    private static void anchored(JsonNode schema) {
        if (schema instanceof ObjectNode text && text.path("pattern").isTextual()) {
            text.put("pattern", "^(?:" + text.path("pattern").textValue() + ")$");
        }
    }

    private static SchemaGenerator generator(boolean input) {
        var builder = new SchemaGeneratorConfigBuilder(
                        ToolJson.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(Option.INLINE_ALL_SCHEMAS, Option.FLATTENED_OPTIONALS)
                .without(Option.FLATTENED_ENUMS);
        if (input) {
            builder.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        }
        builder.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            Class<?> erased = type.getErasedType();
            if (erased.isEnum()) {
                ObjectNode schema =
                        context.getGeneratorConfig().createObjectNode().put("type", "string");
                schema.set("enum", ToolJson.MAPPER.valueToTree(erased.getEnumConstants()));
                return new CustomDefinition(schema, true);
            }
            if (erased == byte[].class) {
                ObjectNode schema =
                        context.getGeneratorConfig().createObjectNode().put("type", "string");
                return new CustomDefinition(schema.put("contentEncoding", "base64"), true);
            }
            if (java.util.Map.class.isAssignableFrom(erased)) {
                return new CustomDefinition(
                        context.getGeneratorConfig().createObjectNode().put("type", "object"),
                        CustomDefinition.DefinitionType.INLINE,
                        CustomDefinition.AttributeInclusion.NO);
            }
            return null;
        });
        builder.forFields()
                .withPropertyNameOverrideResolver(field -> ToolJson.nameOf(field.getDeclaredName()))
                .withDefaultResolver(field -> field.isFakeContainerItemScope()
                        ? null
                        : defaultOf(field).orElse(null))
                .withInstanceAttributeOverride((schema, field, context) -> markForeign(schema, field))
                .withRequiredCheck(field -> isRequired(field, input))
                .withNullableCheck(field -> false);
        return new SchemaGenerator(builder.build());
    }

    private static boolean isRequired(FieldScope field, boolean input) {
        boolean optional =
                Optional.class.isAssignableFrom(field.getDeclaredType().getErasedType());
        return !optional
                && !field.isFakeContainerItemScope()
                && (!input || defaultOf(field).isEmpty());
    }

    private static void markForeign(ObjectNode schema, FieldScope field) {
        if (!field.isFakeContainerItemScope() && field.getAnnotation(WrittenByOthers.class) != null) {
            schema.put(ForeignFields.KEYWORD, true);
        }
    }

    private static Optional<JsonNode> defaultOf(FieldScope field) {
        JsonProperty property = field.getAnnotationConsideringFieldAndGetter(JsonProperty.class);
        if (property == null || property.defaultValue().isEmpty()) {
            return Optional.empty();
        }
        try {
            boolean text = field.getType().getErasedType() == String.class
                    || field.getType().getErasedType().isEnum();
            return Optional.of(
                    text
                            ? ToolJson.MAPPER.getNodeFactory().textNode(property.defaultValue())
                            : ToolJson.MAPPER.readTree(property.defaultValue()));
        } catch (IOException e) {
            throw new UncheckedIOException("Not a default value: " + property.defaultValue(), e);
        }
    }
}
