package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Checks what a caller wants cloud-init to do.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/explanation/format.html">cloud-init: user-data formats</a>
 */
final class UserData {

    private static final String CLOUD_CONFIG = "#cloud-config";
    private static final Pattern INCLUDE = Pattern.compile("(?i)#include(-once)?(\\s.*)?");
    private static final int LONGEST = 65_536;
    private static final int DEEPEST = 30;
    private static final int ALIASES = 20;

    private UserData() {}

    /**
     * Refuses what cloud-init would ignore at boot, where nobody sees it, and, unless includes are allowed, what makes it fetch more from
     * elsewhere.
     *
     * @throws ToolException {@code invalid_argument}
     */
    static void check(String text, Includes includes) {
        if (text.length() > LONGEST) {
            throw invalid("user_data is longer than " + LONGEST + " characters.", "Let it fetch what is long.");
        }
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
            throw invalid("user_data holds control characters.", "Send plain text.");
        }
        String first = text.lines().findFirst().orElse("");
        boolean mime = isMime(first);
        boolean include =
                mime ? MimeUserData.includes(text) : INCLUDE.matcher(first).matches();
        if (include && includes == Includes.REFUSE) {
            throw invalid(
                    "user_data includes something: cloud-init would fetch it from elsewhere, where nobody has seen it.",
                    "Put the content itself into user_data, as text or in base64. An operator can allow includes with"
                            + " airflow.machines.user_data.includes.");
        } else if (first.strip().equals(CLOUD_CONFIG)) {
            checkYaml(text);
        } else if (!first.startsWith("#!/") && !mime && !include) {
            throw invalid(
                    "user_data is none of the formats that are taken.",
                    "Let it begin with \"#cloud-config\", with \"#!/\" and an interpreter, or with a MIME header.");
        }
    }

    private static boolean isMime(String first) {
        return first.matches("(?i)Content-Type: *multipart/.*|MIME-Version: *1\\.0 *");
    }

    private static void checkYaml(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        try {
            // Tags that would make objects are refused by this constructor, as cloud-init's own loader does.
            Object config = new Yaml(new SafeConstructor(options)).load(text);
            if (!(config instanceof Map<?, ?> map) || map.isEmpty()) {
                throw invalid("user_data is no cloud-config: it must be a YAML mapping.", "Write key: value lines.");
            }
        } catch (YAMLException e) {
            throw invalid(
                    "user_data is no valid YAML: " + firstLine(e), "Correct it, and quote what is no plain word.");
        }
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip() + ".";
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
