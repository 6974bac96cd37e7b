package io.qubinode.mcp.airflow.vm;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What cloud-init takes user-data for, by how it begins: blanks before that and the case of letters do not matter to it.
 *
 * @see <a href="https://github.com/canonical/cloud-init/blob/main/cloudinit/handlers/__init__.py">INCLUSION_TYPES_MAP</a>
 */
enum UserDataFormat {
    // The longer of two that begin alike is first.
    CONFIG_ARCHIVE("#cloud-config-archive"),
    CONFIG_PATCH("#cloud-config-jsonp"),
    CONFIG("#cloud-config"),
    BOOT_HOOK("#cloud-boothook"),
    PART_HANDLER("#part-handler"),
    TEMPLATE("## template: jinja"),
    INCLUDE("#include"),
    SCRIPT("#!");

    private final String beginning;

    UserDataFormat(String beginning) {
        this.beginning = beginning;
    }

    /** Empty when cloud-init would ignore it. */
    static Optional<UserDataFormat> of(String content) {
        String start = MimeUserData.withoutBlanks(content);
        String head = start.substring(0, Math.min(start.length(), 40)).toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> head.startsWith(format.beginning))
                .findFirst();
    }
}
