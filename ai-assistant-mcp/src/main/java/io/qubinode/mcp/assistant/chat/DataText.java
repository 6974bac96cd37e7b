package io.qubinode.mcp.assistant.chat;

import java.util.regex.Pattern;

/**
 * Text of others on its way to or from a language model. What a model's tokenizer, or a client, would take for a mark of its
 * own (the end of a message, a tool call) is broken by a space, and what a person cannot see is taken out.
 */
final class DataText {

    /** Chat templates' marks: {@code <|im_end|>} and its like are one token wherever they stand in a prompt. */
    private static final Pattern MARKS = Pattern.compile(
            "<(?=[|｜])"
                    + "|<(?=/?(?:s|bos|eos|unk|pad|think|start_of_turn|end_of_turn)>)"
                    + "|<(?=<SYS>>|</SYS>>)"
                    + "|<(?=/?(?:antml:)?(?:tool_calls?|tool_response|tool_result|function_calls?|function_results"
                    + "|function|invoke|parameter)[\\s=>/])"
                    + "|\\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LINE_ENDS = Pattern.compile("\r\n?|[\\u2028\\u2029\\u0085]");

    /** Control and format characters: also bidirectional overrides, zero-width and tag characters, which hide text. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\n\t]]");

    private DataText() {}

    static String harmless(String text) {
        String visible =
                INVISIBLE.matcher(LINE_ENDS.matcher(text).replaceAll("\n")).replaceAll("");
        return MARKS.matcher(visible).replaceAll("$0 ");
    }
}
