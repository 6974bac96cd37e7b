package io.qubinode.mcp.assistant.chat;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Marks that nobody can guess. */
final class Marks {

    private static final int BYTES = 6;

    private Marks() {}

    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
