package io.qubinode.mcp.security.tool;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Matches the {@code pattern} of a schema that somebody else wrote, in time that grows with the text alone: the platform's own
 * expressions can take for ever, or fill the stack. A pattern that cannot be matched so, as with a look-ahead, fits every text.
 */
public final class LinearExpressions implements RegularExpressionFactory {

    /** Whether this pattern is checked at all. */
    public static boolean canMatch(String pattern) {
        try {
            Pattern.compile(pattern);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    @Override
    public RegularExpression getRegularExpression(String pattern) {
        if (!canMatch(pattern)) {
            return text -> true;
        }
        Pattern compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
    }
}
