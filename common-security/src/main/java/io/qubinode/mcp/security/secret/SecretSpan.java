package io.qubinode.mcp.security.secret;

/**
 * Where a secret stands in a text.
 *
 * @param start its first character
 * @param end the character after its last
 */
record SecretSpan(int start, int end) {

    boolean isEmpty() {
        return end <= start;
    }
}
