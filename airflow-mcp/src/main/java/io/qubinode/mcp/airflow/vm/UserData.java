package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import io.qubinode.mcp.security.tool.Pasted;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static final int LONGEST = 65_536;
    private static final int DEEPEST = 30;
    private static final int ALIASES = 20;
    // As far as cloud-init looks for it.
    private static final int MIME_HEAD = 4_096;

    private final Includes includes;

    private UserData(Includes includes) {
        this.includes = includes;
    }

    /**
     * Refuses what cloud-init would ignore at boot, where nobody sees it, and, unless includes are allowed, what makes it fetch more from
     * elsewhere.
     *
     * @throws ToolException {@code invalid_argument}
     */
    static void check(String given, Includes includes) {
        if (given.length() > LONGEST) {
            throw invalid(
                    "user_data is longer than " + LONGEST + " characters.",
                    "Send it as gzip in base64, or let it fetch what is long.");
        }
        String text = plain(given);
        if (text.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
            throw invalid("user_data holds control characters.", "Send plain text, or gzip in base64.");
        }
        new UserData(includes).check(text);
    }

    /**
     * What cloud-init is given: without what was pasted around it, and unpacked.
     *
     * @throws ToolException {@code invalid_argument} when it cannot be unpacked
     */
    static String plain(String given) {
        String text = Pasted.trimmed(given);
        return PackedUserData.isPacked(text) ? PackedUserData.unpacked(text) : text + "\n";
    }

    private void check(String text) {
        if (isMime(text)) {
            if (MimeUserData.includes(text)) {
                refuseInclude();
            }
            return;
        }
        UserDataFormat format = UserDataFormat.of(text)
                .orElseThrow(
                        () -> invalid(
                                "user_data is in no format that cloud-init knows.",
                                "Let it begin with #cloud-config, #! and an interpreter, #cloud-boothook, #part-handler,"
                                        + " #cloud-config-archive, ## template: jinja, or a MIME header; or send gzip in base64."));
        switch (format) {
            case INCLUDE -> refuseInclude();
            case CONFIG -> checkConfig(text);
            case CONFIG_ARCHIVE -> checkArchive(text);
            case TEMPLATE -> checkTemplate(text);
            case SCRIPT, BOOT_HOOK, PART_HANDLER, CONFIG_PATCH -> {
                // Nothing of them can be known before they run.
            }
        }
    }

    private static boolean isMime(String text) {
        String head = text.substring(0, Math.min(MIME_HEAD, text.length())).toLowerCase(Locale.ROOT);
        return head.contains("mime-version:") || head.startsWith("content-type:") && head.contains("multipart/");
    }

    private void refuseInclude() {
        if (includes == Includes.REFUSE) {
            throw invalid(
                    "user_data includes something: cloud-init would fetch it from elsewhere, where nobody has seen it.",
                    "Put the content itself into user_data, as text or in base64. An operator can allow includes with"
                            + " airflow.machines.user_data.includes.");
        }
    }

    private static void checkConfig(String text) {
        if (!(yaml(text) instanceof Map<?, ?> map) || map.isEmpty()) {
            throw invalid("user_data is not a cloud-config: it must be a YAML mapping.", "Write key: value lines.");
        }
    }

    /** A list of parts, each a text or a mapping with its content and maybe its type. */
    private void checkArchive(String text) {
        if (!(yaml(text) instanceof List<?> parts) || parts.isEmpty()) {
            throw invalid(
                    "user_data is not a cloud-config archive: it must be a YAML list of parts.",
                    "Write each part as - type: and content: lines.");
        }
        for (Object part : parts) {
            String type = part instanceof Map<?, ?> map ? String.valueOf(map.get("type")) : "";
            String content = part instanceof Map<?, ?> map ? String.valueOf(map.get("content")) : String.valueOf(part);
            if (type.toLowerCase(Locale.ROOT).contains("include")
                    || UserDataFormat.of(content)
                            .filter(format ->
                                    format == UserDataFormat.INCLUDE || format == UserDataFormat.CONFIG_ARCHIVE)
                            .isPresent()
                    || isMime(content) && MimeUserData.includes(content)) {
                refuseInclude();
            }
        }
    }

    /** What it will be shows only on the machine, which knows the values. */
    private void checkTemplate(String text) {
        String template = text.substring(text.indexOf('\n') + 1);
        Optional<UserDataFormat> format = UserDataFormat.of(template);
        if (format.isEmpty() || format.get() == UserDataFormat.TEMPLATE) {
            throw invalid(
                    "user_data is a template of a format that cloud-init does not know.",
                    "Let its second line be #cloud-config, or #! and an interpreter.");
        }
        boolean filledIn = template.contains("{{") || template.contains("{%");
        if (!filledIn || format.get() == UserDataFormat.INCLUDE) {
            check(template);
        }
    }

    private static Object yaml(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        try {
            // Tags that would make objects are refused by this constructor, as cloud-init's own loader does.
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            throw invalid(
                    "user_data is not valid YAML: " + firstLine(e),
                    "Correct it, and quote values that contain special characters.");
        }
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip() + ".";
    }

    private static ToolException invalid(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
