package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.secret.ForeignText;
import io.qubinode.mcp.security.tool.WrittenByOthers;
import java.util.Optional;

/**
 * What kcli keeps in a domain's metadata.
 *
 * @param plan the plan that it belongs to
 * @param profile the profile that it was made from
 * @param image the image
 * @param user the login that kcli uses
 * @param owner who made it
 * @param created when, in ISO 8601 and UTC; what somebody else wrote in another form as it is
 */
public record KcliMetadata(
        @WrittenByOthers Optional<String> plan,
        @WrittenByOthers Optional<String> profile,
        @WrittenByOthers Optional<String> image,
        @WrittenByOthers Optional<String> user,
        @WrittenByOthers Optional<String> owner,
        @WrittenByOthers Optional<String> created) {

    /** Longer than any name that kcli knows; anyone who may define a domain may write anything here. */
    private static final int LONGEST = 128;

    public KcliMetadata {
        plan = shown(plan);
        profile = shown(profile);
        image = shown(image);
        user = shown(user);
        owner = shown(owner);
        created = shown(created);
    }

    private static Optional<String> shown(Optional<String> text) {
        return text.map(written -> ForeignText.shown(written, LONGEST));
    }
}
