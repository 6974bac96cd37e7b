package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

final class GivenSchema {

    private GivenSchema() {}

    /** What is wrong, one sentence for each argument, in the schema's words. */
    static List<String> problems(ObjectNode schema, ObjectNode arguments) {
        return ForeignSchema.DRAFT_2020_12.problems(schema, arguments).stream()
                .map(problem -> problem.replaceFirst("^/?([^:]*): ", "$1 "))
                .sorted()
                .toList();
    }
}
