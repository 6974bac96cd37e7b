package io.qubinode.mcp.patterns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for texts that make a regular expression work hard: what it begins to match, then a character, word or pair of them many times,
 * then something that does not fit. Work is counted in characters that are read. The choice is random but the same each time.
 */
final class Attacks {

    private static final Pattern WORD = Pattern.compile("[A-Za-z]{2,}|[^\\w\\s()\\[\\]{}|?*+^$.\\\\]{2,}");
    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)[*+{]");
    private static final Pattern ESCAPED =
            Pattern.compile("\\\\u[0-9a-fA-F]{4}|\\\\[pP]\\{\\w+}|\\\\.|\\(\\?\\w+\\)|\\{\\d[\\d,]*}");
    private static final String OTHERS = "aA0 /\n-_";
    private static final List<String> ENDS = List.of("", "!", "\n\u0001");
    private static final int COPIES = 150;
    // So many that a repeated group, which the platform matches by recursion, has filled the stack.
    private static final int MANY_COPIES = 6_000;
    private static final int WALKS = 40;
    private static final int LONGEST_WALK = 14;
    private static final int MOST_STARTS = 100;
    private static final long TOO_MUCH = 3_000_000;
    private static final long ENDLESS = Long.MAX_VALUE / 4;

    private final PatternsInCode.Found found;
    private final List<String> pieces;
    private final Set<String> starts;

    private Attacks(PatternsInCode.Found found) {
        this.found = found;
        pieces = List.copyOf(pieces(found.pattern().pattern()));
        starts = starts();
    }

    /** The first text that takes more work than its length explains; empty when none is found. */
    static String worst(PatternsInCode.Found found) {
        return new Attacks(found).worst();
    }

    private String worst() {
        for (String start : starts) {
            for (String pump : pumps(start)) {
                for (String end : ENDS) {
                    long first = work(start + pump.repeat(COPIES) + end);
                    long second = work(start + pump.repeat(2 * COPIES) + end);
                    if (second > 2 * first + first / 2 + 2_000) {
                        return "%s: \"%s\" + n × \"%s\" + \"%s\": %d steps for n, %d for 2 n"
                                .formatted(found, start, pump, end, first, second);
                    }
                }
            }
        }
        return REPEATED_GROUP.matcher(found.pattern().pattern()).find() ? deepest() : "";
    }

    private String deepest() {
        for (String pump : pumps("")) {
            if (work(pump.repeat(MANY_COPIES)) == ENDLESS) {
                return "%s: many × \"%s\" fill the stack".formatted(found, pump);
            }
        }
        return "";
    }

    private long work(String text) {
        var whole = new CountedText(text, TOO_MUCH);
        var parts = new CountedText(text, TOO_MUCH);
        try {
            found.pattern().matcher(whole).matches();
            if (found.searches()) {
                Matcher search = found.pattern().matcher(parts);
                while (search.find()) {
                    // Each place once.
                }
            }
        } catch (CountedText.TooMuchWork | StackOverflowError e) {
            return ENDLESS;
        }
        return whole.steps() + parts.steps();
    }

    private List<String> pumps(String start) {
        if (!start.isEmpty()) {
            return pieces;
        }
        var pumps = new ArrayList<>(pieces);
        starts.stream().filter(text -> text.length() > 1).forEach(pumps::add);
        for (String one : pieces) {
            pieces.stream().filter(two -> !two.equals(one)).forEach(two -> pumps.add(one + two));
        }
        return pumps;
    }

    /** Beginnings of what the pattern matches, by random walks; the empty one first. */
    private Set<String> starts() {
        var random = new Random(42);
        var starts = new LinkedHashSet<String>();
        starts.add("");
        for (int walk = 0; walk < WALKS && starts.size() < MOST_STARTS; walk++) {
            String text = "";
            while (text.length() < LONGEST_WALK && starts.size() < MOST_STARTS) {
                String before = text;
                List<String> next =
                        pieces.stream().filter(piece -> canGoOn(before + piece)).toList();
                if (next.isEmpty()) {
                    break;
                }
                text += next.get(random.nextInt(next.size()));
                starts.add(text);
            }
        }
        return starts;
    }

    private boolean canGoOn(String text) {
        Matcher matcher = found.pattern().matcher(text);
        return matcher.matches() || matcher.hitEnd();
    }

    /** What texts are made of: the pattern's words and characters, and some others. */
    private static Set<String> pieces(String regex) {
        var pieces = new LinkedHashSet<String>();
        String plain = ESCAPED.matcher(regex).replaceAll(escape -> {
            String literal = literal(escape.group());
            if (!literal.isEmpty()) {
                pieces.add(literal);
            }
            return " ";
        });
        WORD.matcher(plain).results().limit(10).forEach(word -> pieces.add(word.group()));
        plain.chars()
                .filter(c -> "()[]{}|?*+^$.\\".indexOf(c) < 0 && !Character.isLetterOrDigit(c))
                .mapToObj(Character::toString)
                .forEach(pieces::add);
        plain.chars()
                .filter(Character::isLetterOrDigit)
                .distinct()
                .limit(12)
                .mapToObj(Character::toString)
                .forEach(pieces::add);
        OTHERS.chars().mapToObj(Character::toString).forEach(pieces::add);
        return pieces;
    }

    private static String literal(String escape) {
        if (escape.startsWith("\\u")) {
            return String.valueOf((char) Integer.parseInt(escape.substring(2), 16));
        }
        return switch (escape) {
            case "\\n" -> "\n";
            case "\\t" -> "\t";
            case "\\r" -> "\r";
            default -> escape.length() == 2 && !Character.isLetterOrDigit(escape.charAt(1)) ? escape.substring(1) : "";
        };
    }
}
