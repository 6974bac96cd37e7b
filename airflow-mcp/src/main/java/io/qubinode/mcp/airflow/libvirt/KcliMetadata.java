package io.qubinode.mcp.airflow.libvirt;

import java.util.Optional;

/**
 * What kcli keeps in a domain's metadata.
 *
 * @param plan the plan that it belongs to
 * @param profile the profile that it was made from
 * @param image the image
 * @param user the login that kcli uses
 * @param owner who made it
 * @param created when, as kcli writes it: day-month-year hour:minute
 */
public record KcliMetadata(
        Optional<String> plan,
        Optional<String> profile,
        Optional<String> image,
        Optional<String> user,
        Optional<String> owner,
        Optional<String> created) {}
