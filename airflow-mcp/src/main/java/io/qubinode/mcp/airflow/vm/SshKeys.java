package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The public keys of those who may log in, as they are pasted: one or several lines of an authorized_keys file.
 *
 * @see <a href="https://man.openbsd.org/sshd.8#AUTHORIZED_KEYS_FILE_FORMAT">the format</a>
 */
final class SshKeys {

    private static final Pattern KEY = Pattern.compile(
            "(ssh|ecdsa|sk)-[A-Za-z0-9@.-]{1,60}[ \\t]++[A-Za-z0-9+/=]{4,3000}+([ \\t]++\\P{Cntrl}{0,300})?");
    private static final int LONGEST = 65_536;
    private static final int MOST = 50;

    private SshKeys() {}

    /**
     * Reads them.
     *
     * @return without blank lines and comments
     * @throws ToolException {@code invalid_argument} for anything else than public keys
     */
    static List<String> of(String text) {
        if (text.length() > LONGEST) {
            throw invalid("ssh_key is longer than " + LONGEST + " characters.", "Give fewer keys.");
        }
        if (text.contains("PRIVATE KEY-----")) {
            throw invalid(
                    "ssh_key is a private key.",
                    "Never send a private key to anyone; this one is no longer secret. Give a public key, from a file named *.pub.");
        }
        // Not lines(), which knows no other ends, and none of these can be in a key.
        List<String> keys = Pattern.compile("[\\r\\n]+")
                .splitAsStream(text)
                .map(Pasted::trimmed)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .distinct()
                .toList();
        if (keys.isEmpty() || keys.size() > MOST) {
            throw invalid(
                    "ssh_key holds " + keys.size() + " keys; it must hold 1 to " + MOST + ".",
                    "Give the lines of an authorized_keys file, or leave it out.");
        }
        for (int i = 0; i < keys.size(); i++) {
            if (!KEY.matcher(keys.get(i)).matches()) {
                throw invalid(
                        "ssh_key: key " + (i + 1) + " of " + keys.size() + " is not a public key.",
                        "Each line must be a key type, its base64 and maybe a comment, as in a file named *.pub.");
            }
        }
        return keys;
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
