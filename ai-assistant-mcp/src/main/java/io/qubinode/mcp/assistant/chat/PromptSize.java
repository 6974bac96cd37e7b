package io.qubinode.mcp.assistant.chat;

/**
 * How much a model is given to read: sources and earlier turns.
 *
 * @param characters 2,000 to 1,000,000; a token has about four
 */
public record PromptSize(int characters) {

    private static final int LEAST = 2_000;
    private static final int MOST = 1_000_000;

    /**
     * Reads a size; the configuration finds this by its name and signature.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static PromptSize of(String text) {
        try {
            int characters = Integer.parseInt(text.strip());
            if (characters >= LEAST && characters <= MOST) {
                return new PromptSize(characters);
            }
        } catch (NumberFormatException e) {
            // Said below
        }
        throw new IllegalArgumentException("not a number from " + LEAST + " to " + MOST);
    }
}
