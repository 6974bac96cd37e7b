package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.core.ToolJson;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Turns raw arguments into the input record of a tool, or says what is wrong with them in the schema's words. */
@Singleton
public final class ArgumentBinder {

    // To read annotations at every call would be a thirtieth of what a call costs.
    private static final ClassValue<Map<String, String>> ALIASES = new ClassValue<>() {
        @Override
        protected Map<String, String> computeValue(Class<?> type) {
            return aliases(type);
        }
    };

    private static final ClassValue<Set<String>> VERBATIM = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component ->
                            type.isAnnotationPresent(Verbatim.class) || component.isAnnotationPresent(Verbatim.class))
                    .map(component -> ToolJson.nameOf(component.getName()))
                    .collect(Collectors.toSet());
        }
    };

    /** Made with the first call, as what it knows of a record is: Quarkus' extension reads all records of all tools at every start. */
    private static final class Bounds {
        static final Validator OF_RECORDS = Validation.byProvider(HibernateValidator.class)
                .configure()
                .ignoreXmlConfiguration()
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
                .buildValidatorFactory()
                .getValidator();
    }

    /**
     * Binds arguments: nulls count as absent, aliases as the name they stand for, defaults are filled in.
     *
     * @param <I> the input record
     * @param type the input record
     * @param schema its schema
     * @param arguments as the caller sent them; left as they are
     * @return the record, all bounds kept
     * @throws ToolException {@code invalid_argument}, naming each argument that is wrong where that can be known
     */
    public <I extends Record> I bind(Class<I> type, ObjectNode schema, ObjectNode arguments) {
        ObjectNode complete = canonical(type, arguments);
        LenientArguments.readJsonTexts(schema, complete);
        if (type == GivenArguments.class) {
            return type.cast(given(schema, complete));
        }
        LenientArguments.strip(schema, VERBATIM.get(type), complete);
        fillDefaults(schema, complete);
        refuseUnknown(schema, complete);
        refuseMissing(schema, complete);
        refuseNullsInLists(complete);
        writeWholeNumbersAsSuch(schema, complete);
        I input = read(type, complete);
        var violations = Bounds.OF_RECORDS.validate(input);
        if (!violations.isEmpty()) {
            throw invalid(
                    violations.stream().map(ArgumentBinder::sentence).sorted().collect(Collectors.joining("; ")));
        }
        return input;
    }

    private static GivenArguments given(ObjectNode schema, ObjectNode arguments) {
        refuseUnknown(schema, arguments);
        refuseMissing(schema, arguments);
        List<String> problems = GivenSchema.problems(schema, arguments);
        if (!problems.isEmpty()) {
            throw invalid(String.join("; ", problems));
        }
        return new GivenArguments(arguments);
    }

    private static ObjectNode canonical(Class<?> type, ObjectNode arguments) {
        ObjectNode copy = ToolJson.MAPPER.createObjectNode();
        arguments.properties().forEach(argument -> {
            if (!argument.getValue().isNull()) {
                copy.set(argument.getKey(), argument.getValue());
            }
        });
        ALIASES.get(type).forEach((alias, name) -> {
            if (copy.has(alias) && !copy.has(name)) {
                copy.set(name, copy.remove(alias));
            }
        });
        return copy;
    }

    private static Map<String, String> aliases(Class<?> type) {
        var aliases = new LinkedHashMap<String, String>();
        for (RecordComponent component : type.getRecordComponents()) {
            // @JsonAlias does not apply to record components themselves, only to what they generate.
            JsonAlias others = component.getAccessor().getAnnotation(JsonAlias.class);
            for (String alias : others == null ? new String[0] : others.value()) {
                aliases.put(alias, ToolJson.nameOf(component.getName()));
            }
        }
        return aliases;
    }

    private static void fillDefaults(ObjectNode schema, ObjectNode arguments) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue().get("default");
            if (value != null && !arguments.has(property.getKey())) {
                arguments.set(property.getKey(), value);
            }
        });
    }

    private static void refuseUnknown(ObjectNode schema, ObjectNode arguments) {
        JsonNode properties = schema.path("properties");
        var unknown = new ArrayList<String>();
        arguments.properties().forEach(argument -> {
            if (!properties.has(argument.getKey())) {
                unknown.add(shortened(argument.getKey()));
            }
        });
        if (!unknown.isEmpty()) {
            List<String> known = names(properties);
            throw invalid("unknown argument " + String.join(", ", unknown) + "; this tool accepts "
                    + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
    }

    private static void refuseMissing(ObjectNode schema, ObjectNode arguments) {
        var missing = new ArrayList<String>();
        schema.path("required").forEach(name -> {
            if (!arguments.has(name.asText())) {
                missing.add(name.asText());
            }
        });
        if (!missing.isEmpty()) {
            throw invalid(missing.stream().map(name -> name + " is missing").collect(Collectors.joining("; ")));
        }
    }

    /** Neither Jackson nor Bean Validation minds them, and no tool means them. */
    private static void refuseNullsInLists(ObjectNode arguments) {
        arguments.properties().forEach(argument -> {
            if (argument.getValue().isArray()) {
                for (int i = 0; i < argument.getValue().size(); i++) {
                    if (argument.getValue().get(i).isNull()) {
                        throw invalid(argument.getKey() + "[" + i + "] must not be null");
                    }
                }
            }
        });
    }

    /**
     * 5.0 is an integer too, and what some clients send for 5:
     * https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1.
     */
    private static void writeWholeNumbersAsSuch(ObjectNode schema, ObjectNode arguments) {
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            JsonNode value = argument.getValue();
            String type = schema.path("properties")
                    .path(argument.getKey())
                    .path("type")
                    .asText();
            if (value.isFloatingPointNumber()
                    && type.equals("integer")
                    && value.canConvertToLong()
                    && value.canConvertToExactIntegral()) {
                argument.setValue(LongNode.valueOf(value.longValue()));
            }
        }
    }

    private static <I> I read(Class<I> type, ObjectNode arguments) {
        try {
            return ToolJson.MAPPER.treeToValue(arguments, type);
        } catch (JsonProcessingException e) {
            throw invalid(sentence(e));
        }
    }

    private static String sentence(JsonProcessingException e) {
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                        .collect(Collectors.joining("."))
                        .replace(".[", "[")
                : "";
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "unknown field " + shortened(path);
            case InvalidFormatException format
            when format.getTargetType() != null && format.getTargetType().isEnum() ->
                path + " must be one of "
                        + Arrays.stream(format.getTargetType().getEnumConstants())
                                .map(constant ->
                                        ToolJson.MAPPER.valueToTree(constant).asText())
                                .collect(Collectors.joining(", "));
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null -> path + " must be " + typeName(mismatch.getTargetType());
            default -> path + " cannot be read";
        };
    }

    private static String typeName(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number of at most " + (type == int.class || type == Integer.class ? "32" : "64") + " bits";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        } else if (CharSequence.class.isAssignableFrom(type) || type.isEnum()) {
            return "a string";
        } else if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return "an object";
    }

    private static String sentence(ConstraintViolation<?> violation) {
        String path = StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .filter(node -> node.getKind() != ElementKind.CONTAINER_ELEMENT || node.getIndex() != null)
                .map(ArgumentBinder::step)
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return path + " " + violation.getMessage();
    }

    private static String step(Path.Node node) {
        String name = node.getName() == null || node.getName().startsWith("<") ? "" : ToolJson.nameOf(node.getName());
        return name
                + Optional.ofNullable(node.getIndex())
                        .map(index -> "[" + index + "]")
                        .orElse("");
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }

    private static ToolException invalid(String what) {
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT, "Wrong arguments: " + what + ".", "Correct them and call again.");
    }
}
