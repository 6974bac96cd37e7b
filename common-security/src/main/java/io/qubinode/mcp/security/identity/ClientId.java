package io.qubinode.mcp.security.identity;

/** What may be the id of a client that somebody else names: an issuer of tokens, or an authority of certificates. */
public final class ClientId {

    private static final int LONGEST = 128;

    private ClientId() {}

    /** Whether the audit trail can hold it: 1 to 128 characters, none of them for control, not only spaces. */
    public static boolean isFit(String id) {
        return !id.isBlank() && id.length() <= LONGEST && id.chars().noneMatch(Character::isISOControl);
    }
}
