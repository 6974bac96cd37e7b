package io.qubinode.mcp.security.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * One line of the audit trail, before it has its number.
 *
 * @param time when the event was, UTC
 * @param event what is recorded
 * @param service which service
 * @param door by which door the call came
 * @param client who called; null when not known
 * @param auth how the identity was proven; null when it was not
 * @param remote the peer's address
 * @param session the MCP session; null without one
 * @param request the call's id, the same in its "started" and "ended" record
 * @param tool the tool's name as the caller gave it, cut when long; null when there is none
 * @param permission what the tool needs; null when there is no such tool
 * @param arguments masked and cut; null when there are none
 * @param outcome how it ended; null in a "started" record
 * @param code the error's code; null without error
 * @param durationMs milliseconds from the operation's start to its end; null in a "started" record
 * @param action what was asked for that is not a call of a tool: the MCP method, or the HTTP method and path; null for a call
 */
public record AuditRecord(
        Instant time,
        Event event,
        String service,
        String door,
        String client,
        String auth,
        String remote,
        String session,
        String request,
        String tool,
        String permission,
        JsonNode arguments,
        Outcome outcome,
        String code,
        Long durationMs,
        String action) {

    // RFC 3339 with always three digits, so that each time has one form.
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    static String text(Instant time) {
        return TIME.format(time);
    }

    public enum Event {
        /** A changing call is about to run. */
        STARTED,
        /** A request has its answer. */
        ENDED
    }

    public enum Outcome {
        OK,
        /** Nothing was done yet: the client must answer a question first. */
        ASKED,
        /** Nothing was done now: the call had been made before, and got the same answer. */
        REPEATED,
        ERROR,
        INVALID,
        DENIED,
        THROTTLED,
        UNAUTHENTICATED
    }

    public AuditRecord with(JsonNode masked) {
        return new AuditRecord(
                time,
                event,
                service,
                door,
                client,
                auth,
                remote,
                session,
                request,
                tool,
                permission,
                masked,
                outcome,
                code,
                durationMs,
                action);
    }

    /** This "started" record's other half. */
    public AuditRecord ended(Instant at, Outcome how, String errorCode, long milliseconds) {
        return new AuditRecord(
                at,
                Event.ENDED,
                service,
                door,
                client,
                auth,
                remote,
                session,
                request,
                tool,
                permission,
                arguments,
                how,
                errorCode,
                milliseconds,
                action);
    }

    /** As it is written down, what is null left out. By hand, because one is made of every request, and nearly in the order of the line. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "action", action);
        if (arguments != null) {
            json.set("arguments", arguments);
        }
        put(json, "auth", auth);
        put(json, "client", client);
        put(json, "code", code);
        put(json, "door", door);
        if (durationMs != null) {
            json.put("duration_ms", durationMs);
        }
        put(json, "event", name(event));
        if (outcome != null) {
            put(json, "outcome", name(outcome));
        }
        put(json, "permission", permission);
        put(json, "remote", remote);
        put(json, "request", request);
        put(json, "service", service);
        put(json, "session", session);
        put(json, "time", text(time));
        put(json, "tool", tool);
        return json;
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
