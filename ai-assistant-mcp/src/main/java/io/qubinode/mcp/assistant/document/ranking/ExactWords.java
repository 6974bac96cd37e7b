package io.qubinode.mcp.assistant.document.ranking;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.StringTokenizer;

/**
 * What a question wants to find letter by letter: names such as {@code AIRFLOW__CORE__DAGS_FOLDER} or {@code --dry-run}, what stands
 * in quotation marks, and the whole question if it is short. Only what tells passages apart counts.
 */
public final class ExactWords {

    /** A word with a sign, digit or capital letter within it; ends of sentences and quotation marks around it are not of it. */
    private static final Pattern NAME = Pattern.compile(
            "[\\p{L}\\p{N}]+(?:[_.:/@=-]+[\\p{L}\\p{N}]+)+|\\p{Ll}+\\p{Lu}\\w*|\\p{L}+\\p{N}\\w*|\\p{N}+\\p{L}\\w*|\\p{Lu}{2,}\\w+");

    private static final Pattern QUOTED = Pattern.compile("[\"`\u201c]([^\"`\u201c\u201d]{4,200})[\"`\u201d]");

    /** More words are a sentence that nobody expects to stand in a document. */
    private static final int MOST_WORDS = 12;

    private static final int LEAST_WORDS = 2;

    private static final int MOST_WANTED = 20;

    private final List<String> wanted;

    public ExactWords(String question) {
        String text = folded(question);
        Set<String> found = new LinkedHashSet<>();
        Matcher names = NAME.matcher(Normalizer.normalize(question, Normalizer.Form.NFKC));
        while (names.find()) {
            found.add(folded(names.group()));
        }
        Matcher quoted = QUOTED.matcher(question);
        while (quoted.find()) {
            found.add(folded(quoted.group(1)));
        }
        int words = text.split(" ").length;
        if (words >= LEAST_WORDS && words <= MOST_WORDS) {
            found.add(text);
        }
        wanted = found.stream()
                .filter(each -> !each.isBlank())
                .limit(MOST_WANTED)
                .toList();
    }

    /** For each text, how much of what is wanted letter by letter stands in it: 0, or up to 1 where all does and few others have it. */
    public double[] shares(List<String> texts) {
        var shares = new double[texts.size()];
        if (wanted.isEmpty()) {
            return shares;
        }
        List<String> folded = texts.stream().map(ExactWords::folded).toList();
        double all = Math.log(texts.size() + 1.0);
        for (String each : wanted) {
            var with = new ArrayList<Integer>();
            for (int i = 0; i < folded.size(); i++) {
                if (contains(folded.get(i), each)) {
                    with.add(i);
                }
            }
            double tells = Math.log((texts.size() + 1.0) / Math.max(1, with.size())) / all / wanted.size();
            with.forEach(i -> shares[i] += tells);
        }
        return shares;
    }

    /** As whole words. */
    private static boolean contains(String text, String wanted) {
        for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !isOfAWord(text.charAt(at - 1)) || !isOfAWord(wanted.charAt(0));
            boolean ends = end == text.length()
                    || !isOfAWord(text.charAt(end))
                    || !isOfAWord(wanted.charAt(wanted.length() - 1));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfAWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '_';
    }

    private static String folded(String text) {
        var words = new StringTokenizer(
                Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
        var folded = new StringJoiner(" ");
        while (words.hasMoreTokens()) {
            folded.add(words.nextToken());
        }
        return folded.toString();
    }
}
