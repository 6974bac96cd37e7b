package io.qubinode.mcp.assistant.document;

/**
 * What a repository may have.
 *
 * @param mebibytes 1 to 100,000
 */
public record RepositorySize(int mebibytes) {

    private static final int MOST = 100_000;

    /**
     * Reads a size; the configuration finds this by its name and signature.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static RepositorySize of(String text) {
        try {
            int mebibytes = Integer.parseInt(text.strip());
            if (mebibytes >= 1 && mebibytes <= MOST) {
                return new RepositorySize(mebibytes);
            }
        } catch (NumberFormatException e) {
            // Said below
        }
        throw new IllegalArgumentException("not a number from 1 to " + MOST);
    }
}
