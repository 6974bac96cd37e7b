package io.qubinode.mcp.security.secret;

import io.qubinode.mcp.security.secret.ScannedText.Run;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the value that follows the name of a secret: {@code password: "x"}, {@code --token x}, {@code <pass>x</pass>} and their like. */
final class SecretValue {

    private static final int MOST_BLANKS = 16;
    private static final int MOST_CLOSERS = 6;
    private static final int LONGEST_WHOSE = 40;
    private static final int SHORTEST_GUESSED = 6;
    private static final int SHORTEST_RANDOM = 16;
    private static final int LONGEST_LITERAL = 40;
    private static final List<String> SCHEMES =
            List.of("bearer ", "basic ", "token ", "digest ", "apikey ", "api-key ", "ssws ", "negotiate ");
    private static final Set<String> NO_VALUES =
            Set.of("null", "none", "nil", "true", "false", "yes", "no", "undefined", "random", "r", "not", "n/a", "~");

    private final ScannedText text;

    SecretValue(ScannedText text) {
        this.text = text;
    }

    /** The secret that follows a name, if one does. */
    Optional<SecretSpan> after(int start, int end, SecretName says) {
        int closed = afterClosers(end);
        int next = text.afterBlanks(closed, MOST_BLANKS);
        int separated = afterSeparator(next);
        if (separated > next) {
            return value(text.afterBlanks(separated, MOST_BLANKS), says, start, end);
        }
        char c = text.at(next);
        if (c == '>' && text.at(start - 1) == '<') {
            return secret(next + 1, text.endOf(Run.ELEMENT, next + 1), says);
        }
        if (next == closed) {
            return Optional.empty();
        }
        if (closed > end) {
            // The next attribute of an XML element whose first one was the name.
            return text.startsWith("value=", next) ? value(next + 6, says, start, end) : Optional.empty();
        }
        return says == SecretName.ONE ? afterBlank(start, end, next) : Optional.empty();
    }

    private Optional<SecretSpan> afterBlank(int start, int end, int next) {
        if (text.at(start) == '-') {
            return text.at(next) == '-' ? Optional.empty() : value(next, SecretName.ONE, start, end);
        }
        if (ScannedText.isQuote(text.at(next))) {
            return value(next, SecretName.ONE, start, end);
        }
        if (text.startsWith("for ", next)) {
            int whose = next;
            while (whose < next + LONGEST_WHOSE && text.at(whose) != ':' && text.at(whose) != '\n') {
                whose++;
            }
            return text.at(whose) == ':' && text.at(whose + 1) == ' '
                    ? value(text.afterBlanks(whose + 1, MOST_BLANKS), SecretName.ONE, start, end)
                    : Optional.empty();
        }
        int from = text.startsWith("is ", next) ? next + 3 : next;
        int shortest = from > next ? SHORTEST_GUESSED : SHORTEST_RANDOM;
        int to = text.endOf(Run.VALUE, from);
        return to - from >= shortest && looksMade(from, to) ? secret(from, to, SecretName.ONE) : Optional.empty();
    }

    /** Quotes, brackets and the number of elements that may stand between a name and what follows it. */
    private int afterClosers(int end) {
        int at = end;
        while (at < end + MOST_CLOSERS
                && (ScannedText.isQuote(text.at(at))
                        || "\\[]".indexOf(text.at(at)) >= 0
                        || at > end && text.at(at - 1) != ']' && ScannedText.isDigit(text.at(at)))) {
            at++;
        }
        return at;
    }

    private int afterSeparator(int at) {
        char c = text.at(at);
        if (c == ':' && text.at(at + 1) != ':' && !text.holds("//", at + 1)) {
            return text.at(at + 1) == '=' ? at + 2 : at + 1;
        }
        if (c == '=' || c == '!' && text.at(at + 1) == '=') {
            int end = at + 1;
            while (end < at + 3 && (text.at(end) == '=' || text.at(end) == '>')) {
                end++;
            }
            return end;
        }
        return at;
    }

    private Optional<SecretSpan> value(int start, SecretName says, int nameStart, int nameEnd) {
        int at = text.at(start) == '@' && ScannedText.isQuote(text.at(start + 1)) ? start + 1 : start;
        int escapes = at;
        while (escapes < at + MOST_CLOSERS && text.at(escapes) == '\\') {
            escapes++;
        }
        boolean header = isHeader(nameStart, nameEnd);
        if (ScannedText.isQuote(text.at(escapes))) {
            return quoted(at, escapes, says, header);
        }
        if (header) {
            int token = afterScheme(at);
            boolean cookie = text.startsWith("cookie", nameEnd - 6);
            int end = cookie ? text.endOf(Run.LINE, at) : text.endOf(Run.VALUE, token);
            return secret(token, end, says);
        }
        // A private key has several words, and is found on its own.
        return isCode(at) || text.holds("-----BEGIN", at)
                ? Optional.empty()
                : secret(at, text.endOf(Run.VALUE, at), says);
    }

    private Optional<SecretSpan> quoted(int backslash, int quote, SecretName says, boolean header) {
        // Of a text within a text the quotes have backslashes themselves; else these keep a quote from ending the
        // value.
        boolean escaped = quote > backslash;
        int start = quote + 1;
        int end = start;
        // A line's end ends it too, or a lone quote would hide the rest of a log; a private key has lines.
        boolean ofLines = text.holds("-----BEGIN", start);
        while (end < text.length() && text.at(end) != text.at(quote) && (ofLines || text.at(end) != '\n')) {
            end += text.at(end) == '\\' && !escaped ? 2 : 1;
        }
        return secret(header ? afterScheme(start) : start, Math.min(end, text.length()), says);
    }

    private boolean isHeader(int start, int end) {
        return text.startsWith("authorization", end - 13)
                || text.startsWith("cookie", end - 6)
                || text.startsWith("auth", end - 4) && end - 4 >= start;
    }

    private int afterScheme(int at) {
        for (String scheme : SCHEMES) {
            if (text.startsWith(scheme, at)) {
                return text.afterBlanks(at + scheme.length(), MOST_BLANKS);
            }
        }
        return at;
    }

    private Optional<SecretSpan> secret(int start, int end, SecretName says) {
        int stop = end;
        while (stop > start && text.at(stop - 1) == '\\') {
            stop--;
        }
        var span = new SecretSpan(start, stop);
        return span.isEmpty() || isNone(start, stop, says) ? Optional.empty() : Optional.of(span);
    }

    /** Whether a value is none: nothing, a reference to what stands elsewhere, or masked already. */
    private boolean isNone(int start, int end, SecretName says) {
        char first = text.at(start);
        char last = text.at(end - 1);
        boolean reference = first == '$'
                        && (ScannedText.isNamePart(text.at(start + 1))
                                        && !ScannedText.isDigit(text.at(start + 1))
                                        && !text.holds("y$", start + 1)
                                        && !text.holds("gy$", start + 1)
                                || text.at(start + 1) == '{'
                                || text.at(start + 1) == '(')
                || text.holds("{{", start)
                || first == '<' && last == '>'
                || first == '*' && last == '*' && isOnly('*', start, end);
        if (reference) {
            return true;
        }
        if (end - start > LONGEST_LITERAL) {
            return false;
        }
        String value = text.between(start, end);
        return NO_VALUES.contains(value.toLowerCase(Locale.ROOT))
                || SecretMask.isReplacement(value)
                || says == SecretName.SEVERAL && value.chars().allMatch(Character::isDigit)
                || says == SecretName.MAYBE && !(value.length() >= SHORTEST_RANDOM && looksMade(start, end));
    }

    private boolean isOnly(char only, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.at(i) != only) {
                return false;
            }
        }
        return true;
    }

    /** Of source: a call or an element is where the secret comes from. */
    private boolean isCode(int start) {
        int end = start;
        while (end < start + LONGEST_LITERAL && (ScannedText.isNamePart(text.at(end)))) {
            end++;
        }
        char next = text.at(end + 1);
        return end > start
                && (text.at(end) == '(' || text.at(end) == '[')
                && (ScannedText.isQuote(next) || next == ')' || next == ']');
    }

    /** Whether a value has a letter and something else: a word of a sentence has not. */
    private boolean looksMade(int start, int end) {
        boolean letter = false;
        boolean other = false;
        for (int i = start; i < Math.min(end, start + LONGEST_LITERAL); i++) {
            char c = text.at(i);
            boolean lower = c >= 'a' && c <= 'z';
            letter |= lower || c >= 'A' && c <= 'Z';
            other |= ScannedText.isDigit(c) || i > start && c >= 'A' && c <= 'Z';
        }
        return letter && other;
    }
}
