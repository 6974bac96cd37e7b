package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which machines are being made or deleted: two calls for one name would each undo or delete what the other makes. */
final class NameClaims {

    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    /** Takes a name. */
    void claim(String name) {
        if (!tryClaim(name)) {
            throw new ToolException(
                    ErrorCode.WRONG_STATE,
                    "Another call is working on virtual machine " + name + ".",
                    "Look with get_vm_info what comes of it.");
        }
    }

    boolean tryClaim(String name) {
        return claimed.add(name);
    }

    void release(String name) {
        claimed.remove(name);
    }
}
