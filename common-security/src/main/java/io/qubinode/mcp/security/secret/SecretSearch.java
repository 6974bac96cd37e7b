package io.qubinode.mcp.security.secret;

import io.qubinode.mcp.security.secret.ScannedText.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds secrets in text that is not JSON: logs, source, error messages, command lines. It reads the text once, from left to right,
 * and what it looks ahead it remembers, so that its time grows with the length of the text and no text makes it slow. Used by one thread.
 */
final class SecretSearch {

    private static final int LONGEST_KEY_TITLE = 40;
    private static final int SHORTEST_LONE_USER = 16;
    private static final int SHORTEST_BEARER = 8;
    private static final SecretSpan NOTHING = new SecretSpan(0, 0);

    private final ScannedText text;
    private final boolean byShapeOnly;
    private final SecretValue values;
    private final CommandSecrets commands;
    private final List<SecretSpan> found = new ArrayList<>();
    // What was echoed on this line: the standard input of chpasswd and passwd.
    private SecretSpan echoed = NOTHING;
    private boolean inPasswordList;
    private boolean inSecretObject;

    private SecretSearch(CharSequence text, boolean byShapeOnly) {
        this.text = new ScannedText(text);
        this.byShapeOnly = byShapeOnly;
        values = new SecretValue(this.text);
        commands = new CommandSecrets(this.text);
    }

    /** The secrets of a text in their order, none within another. */
    static List<SecretSpan> in(CharSequence text) {
        return in(text, false);
    }

    /** The same of what has the shape of a secret, whatever stands before it. */
    static List<SecretSpan> shapesIn(CharSequence text) {
        return in(text, true);
    }

    private static List<SecretSpan> in(CharSequence text, boolean byShapeOnly) {
        var search = new SecretSearch(text, byShapeOnly);
        search.search();
        return apart(search.found);
    }

    private static List<SecretSpan> apart(List<SecretSpan> found) {
        found.sort(Comparator.comparingInt(SecretSpan::start));
        var apart = new ArrayList<SecretSpan>();
        for (SecretSpan span : found) {
            boolean overlaps =
                    !apart.isEmpty() && span.start() < apart.getLast().end();
            if (overlaps) {
                SecretSpan last = apart.removeLast();
                apart.add(new SecretSpan(last.start(), Math.max(last.end(), span.end())));
            } else if (!span.isEmpty()) {
                apart.add(span);
            }
        }
        return apart;
    }

    private void search() {
        int at = 0;
        while (at < text.length()) {
            at = Math.max(at + 1, step(at));
        }
    }

    /** Looks at what begins here, and tells where to continue. */
    private int step(int at) {
        char c = text.at(at);
        if (c == '\n') {
            echoed = NOTHING;
            inSecretObject = false;
            inPasswordList &= ScannedText.isSpace(text.at(at + 1)) || text.at(at + 1) == '-';
            return at + 1;
        }
        if (c == '-' && text.holds(PrivateKeyLines.BEGINS, at)) {
            return privateKey(at);
        }
        if (c == ':' && !byShapeOnly && text.holds("//", at + 1)) {
            userInfo(at + 3);
            return at + 3;
        }
        if (c == '$') {
            return shape(at);
        }
        return ScannedText.isNamePart(c) && !ScannedText.isNamePart(text.at(at - 1)) ? word(at) : at + 1;
    }

    private int shape(int at) {
        int end = SecretShape.endOf(text, at);
        if (end > at) {
            found.add(new SecretSpan(at, end));
        }
        return end;
    }

    private int word(int start) {
        int end = text.endOf(Run.NAME, start);
        for (int at = start; at < end; at++) {
            if (at == start || !ScannedText.isAlphanumeric(text.at(at - 1))) {
                int after = shape(at);
                if (after > at) {
                    return after;
                }
            }
        }
        if (byShapeOnly) {
            return end;
        }
        int stop = end;
        while (stop > start + 1 && text.at(stop - 1) == '.') {
            stop--;
        }
        found.addAll(commands.of(start, stop));
        SecretName says = SecretName.of(text, start, stop);
        if (says != SecretName.NONE) {
            Optional<SecretSpan> value = values.after(start, stop, says);
            if (value.isPresent()) {
                found.add(value.get());
                return value.get().end();
            }
        }
        special(start, stop);
        return end;
    }

    private void special(int start, int end) {
        switch (text.between(start, Math.min(end, start + 12))) {
            case "Bearer", "bearer", "BEARER", "Basic", "basic", "BASIC" -> credentials(end);
            case "echo" -> echoed = argument(end);
            case "chpasswd" -> passwordList(end);
            case "passwd" -> standardInput(end);
            case "secret" -> inSecretObject |= text.holds(",id=", end) || text.holds("\",\"id\"", end);
            case "data" -> objectData(start, end);
            case "IDENTIFIED", "identified" -> databasePassword(end);
            default -> userOfList(end);
        }
    }

    /** Letters alone are a word of a sentence: "Basic authentication". */
    private void credentials(int end) {
        int start = text.afterBlanks(end, 4);
        int stop = text.endOf(Run.BLOB, start);
        boolean made = false;
        for (int i = start; i < Math.min(stop, start + 64) && !made; i++) {
            made = !Character.isLetter(text.at(i)) && text.at(i) != ':'
                    || i > start && Character.isUpperCase(text.at(i));
        }
        if (start > end && stop - start >= SHORTEST_BEARER && made) {
            found.add(new SecretSpan(start, stop));
        }
    }

    private SecretSpan argument(int end) {
        int start = text.afterBlanks(end, 4);
        boolean quoted = ScannedText.isQuote(text.at(start));
        int from = quoted ? start + 1 : start;
        return new SecretSpan(from, text.endOf(Run.VALUE, from));
    }

    /** The command gets "user:password" from echo; as a setting of cloud-init it is followed by such a list. */
    private void passwordList(int end) {
        inPasswordList = text.at(end) == ':';
        int colon = echoed.start();
        while (colon < echoed.end() && text.at(colon) != ':') {
            colon++;
        }
        found.add(new SecretSpan(Math.min(colon + 1, echoed.end()), echoed.end()));
        echoed = NOTHING;
    }

    private void standardInput(int end) {
        if (text.startsWith(" --stdin", end)) {
            found.add(echoed);
            echoed = NOTHING;
        }
    }

    private void objectData(int start, int end) {
        if (inSecretObject) {
            values.after(start, end, SecretName.ONE).ifPresent(found::add);
        }
    }

    /** IDENTIFIED BY 'x', of SQL. */
    private void databasePassword(int end) {
        int by = end + 3;
        if (text.startsWith(" by", end)) {
            values.after(by, by, SecretName.ONE).ifPresent(found::add);
        }
    }

    private void userOfList(int end) {
        if (inPasswordList && text.at(end) == ':' && !ScannedText.isSpace(text.at(end + 1))) {
            values.after(end, end, SecretName.ONE).ifPresent(found::add);
        }
    }

    /** The password in a URL, and a long user without one, which is a token. */
    private void userInfo(int start) {
        int end = text.endOf(Run.AUTHORITY, start);
        int at = end - 1;
        while (at > start && text.at(at) != '@') {
            at--;
        }
        if (at <= start) {
            return;
        }
        int colon = start;
        while (colon < at && text.at(colon) != ':') {
            colon++;
        }
        if (colon < at) {
            found.add(new SecretSpan(text.holds("${", colon + 1) ? at : colon + 1, at));
        } else if (at - start >= SHORTEST_LONE_USER) {
            found.add(new SecretSpan(start, at));
        }
    }

    /** The body of a private key after its first line. A mention of such a line is followed by no body. */
    private int privateKey(int start) {
        int title = start + PrivateKeyLines.BEGINS.length();
        int limit = title + LONGEST_KEY_TITLE;
        int at = title;
        while (at < limit && text.at(at) != '-' && !text.holds(PrivateKeyLines.KEY, at)) {
            at++;
        }
        if (!text.holds(PrivateKeyLines.KEY, at)) {
            return start + 1;
        }
        int body = text.afterKeyTitle(at);
        int end = endOfKey(body);
        found.add(new SecretSpan(body, end));
        return Math.max(end, body);
    }

    /** Continues from line to line, whose ends may be written as {@code \\n}, while they can be a key's. */
    private int endOfKey(int body) {
        int end = body;
        int at = body;
        while (at < text.length()) {
            int start = afterKeyMargin(at);
            int stop = text.endOf(Run.BASE64, start);
            int next = afterKeyMargin(stop);
            if (text.holds(PrivateKeyLines.ENDS, next)) {
                return next;
            } else if (PrivateKeyLines.isHeader(
                    text.between(start, Math.min(text.length(), start + LONGEST_KEY_TITLE)))) {
                next = text.endOf(Run.LINE, start);
            } else if (next < text.length() && lineBreak(next) == 0) {
                return end;
            } else if (!PrivateKeyLines.isWord(text.between(start, stop))) {
                end = stop;
            }
            at = next + Math.max(1, lineBreak(next));
        }
        return end;
    }

    private int afterKeyMargin(int from) {
        int at = from;
        while (at < text.length() && lineBreak(at) == 0 && PrivateKeyLines.isMargin(text.at(at))) {
            at++;
        }
        return at;
    }

    private int lineBreak(int at) {
        return text.at(at) == '\n' ? 1 : text.holds("\\n", at) || text.holds("\\r", at) ? 2 : 0;
    }
}
