package io.qubinode.mcp.endpoints.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An answer as text for people and models, with everything that stands in it: a line for each field, a table for a list of things that
 * are alike. Text of several lines is indented, and what could be taken for something else is quoted as in JSON, so that nothing in a
 * value passes for a field.
 */
final class AnswerText {

    private static final String BETWEEN = " | ";
    private static final String ABSENT = "-";
    private static final Set<String> WORDS_OF_JSON = Set.of("", "true", "false", "null");
    private static final String BEGINS_SOMETHING_ELSE = "\"-|[{";
    private static final String IN_NUMBERS = "0123456789+-.eE";

    private final StringBuilder text = new StringBuilder();

    private AnswerText() {}

    /** The shorter of an answer's JSON and its lines. */
    static String of(ObjectNode answer, String json) {
        var rendering = new AnswerText();
        rendering.fields(answer, "");
        return answer.isEmpty() || rendering.text.length() >= json.length()
                ? json
                : rendering.text.toString().stripTrailing();
    }

    private void fields(ObjectNode object, String indent) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            text.append(indent).append(field.getKey());
            value(field.getValue(), indent);
        }
    }

    private void value(JsonNode value, String indent) {
        switch (value) {
            case ObjectNode object
            when !object.isEmpty() -> {
                text.append(":\n");
                fields(object, indent + "  ");
            }
            case ArrayNode list when !list.isEmpty() && !isOneLine(list) -> items(list, indent);
            case TextNode lines
            when isBlock(lines) -> {
                text.append(":\n");
                lines.textValue()
                        .lines()
                        .forEach(line ->
                                text.append(indent).append("  ").append(line).append('\n'));
            }
            default -> text.append(": ").append(scalar(value)).append('\n');
        }
    }

    private void items(ArrayNode list, String indent) {
        if (list.size() > 1 && areRows(list)) {
            table(list, indent);
            return;
        }
        text.append(":\n");
        for (JsonNode item : list) {
            text.append(indent).append("- ");
            if (item instanceof ObjectNode object && !object.isEmpty()) {
                var lines = new AnswerText();
                lines.fields(object, indent + "  ");
                text.append(lines.text, indent.length() + 2, lines.text.length());
            } else {
                text.append(scalar(item)).append('\n');
            }
        }
    }

    private void table(ArrayNode rows, String indent) {
        SequencedSet<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        text.append(" (").append(String.join(BETWEEN, columns)).append("):\n");
        for (JsonNode row : rows) {
            text.append(indent)
                    .append("- ")
                    .append(columns.stream()
                            .map(column -> row.has(column) ? scalar(row.get(column)) : ABSENT)
                            .collect(Collectors.joining(BETWEEN)))
                    .append('\n');
        }
    }

    private static boolean areRows(ArrayNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .allMatch(item -> item instanceof ObjectNode row
                        && row.valueStream()
                                .allMatch(cell ->
                                        cell.isValueNode() || cell instanceof ArrayNode some && areScalars(some)));
    }

    /** Whether commas part the items: they do not part sentences. */
    private static boolean isOneLine(ArrayNode list) {
        return areScalars(list)
                && list.valueStream().noneMatch(item -> item.asText().contains(","));
    }

    private static boolean areScalars(ArrayNode list) {
        return list.valueStream().allMatch(JsonNode::isValueNode);
    }

    /** Text of several lines that begins and ends with something to read. */
    private static boolean isBlock(TextNode value) {
        String text = value.textValue();
        return text.indexOf('\n') >= 0 && text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\t');
    }

    /** Whether nobody takes this text for anything but a text, nor its end for its middle. */
    private static boolean isPlain(String text) {
        return !WORDS_OF_JSON.contains(text)
                && BEGINS_SOMETHING_ELSE.indexOf(text.charAt(0)) < 0
                && !Character.isWhitespace(text.charAt(0))
                && !Character.isWhitespace(text.charAt(text.length() - 1))
                && !text.contains(BETWEEN)
                && !holdsControl(text)
                && !isOfNumbers(text);
    }

    private static boolean holdsControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfNumbers(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (IN_NUMBERS.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String scalar(JsonNode value) {
        return switch (value) {
            case TextNode some -> isPlain(some.textValue()) ? some.textValue() : some.toString();
            case ArrayNode list
            when !list.isEmpty() ->
                list.valueStream()
                        .map(item ->
                                item.isTextual() && item.textValue().contains(",") ? item.toString() : scalar(item))
                        .collect(Collectors.joining(", "));
            case NumericNode number -> number.asText();
            default -> value.toString();
        };
    }
}
