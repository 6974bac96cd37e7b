package io.qubinode.mcp.conformance;

import java.util.Base64;

/** A red pixel and a millisecond of silence. */
final class Samples {

    static final String PNG_BASE64 =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
    static final byte[] PNG = Base64.getDecoder().decode(PNG_BASE64);
    static final byte[] WAV =
            Base64.getDecoder().decode("UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA==");

    private Samples() {}
}
