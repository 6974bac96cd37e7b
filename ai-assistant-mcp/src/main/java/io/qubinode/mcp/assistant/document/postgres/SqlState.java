package io.qubinode.mcp.assistant.document.postgres;

import java.sql.SQLException;
import java.util.Set;

/**
 * What a failure of the database means.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>
 */
final class SqlState {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String UNDEFINED_FILE = "58P01";
    private static final String NOT_SUPPORTED = "0A000";

    /** Characters of a class, which begins each state. */
    private static final int CLASS = 2;

    /** Data exceptions, constraints, and limits such as the length of a key. */
    private static final Set<String> OF_DATA = Set.of("22", "23", "54");

    private SqlState() {}

    static boolean isLocked(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    /** Whether it refuses the data that a statement carries, so that it may accept others. */
    static boolean isOfData(SQLException e) {
        String state = state(e);
        return OF_DATA.contains(state.substring(0, Math.min(CLASS, state.length())));
    }

    /** Why the database cannot be used, in a few words. */
    static String reason(SQLException e) {
        String state = state(e);
        if (state.equals(UNDEFINED_FILE) || state.equals(NOT_SUPPORTED)) {
            return "its extension vector (pgvector) is not installed";
        } else if (state.startsWith("28")) {
            return "it refuses the user or the password";
        } else if (state.startsWith("08") || state.startsWith("57P")) {
            return "it does not answer";
        }
        return "it answers with SQL state " + state;
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }
}
