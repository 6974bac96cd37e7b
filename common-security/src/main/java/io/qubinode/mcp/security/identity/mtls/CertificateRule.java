package io.qubinode.mcp.security.identity.mtls;

import io.qubinode.mcp.security.core.Caller;
import io.qubinode.mcp.security.core.ToolNames;
import io.qubinode.mcp.security.core.Wildcards;
import io.qubinode.mcp.security.identity.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who the holders of some certificates are.
 *
 * @param conditions all must hold; those that may give the client's id come first
 * @param client the id; empty for the name that fitted the first condition
 * @param holder makes the caller of an id
 */
record CertificateRule(List<Condition> conditions, Optional<String> client, Function<String, Caller> holder) {

    /** One name that must be there. */
    record Condition(Function<CertificateNames, List<String>> names, String pattern) {
        Optional<String> fitting(CertificateNames all) {
            return names.apply(all).stream()
                    .filter(name -> Wildcards.fit(pattern, name))
                    .findFirst();
        }
    }

    CertificateRule {
        conditions = List.copyOf(conditions);
    }

    /**
     * Makes it from the settings.
     *
     * @throws IllegalArgumentException when they make no sense, in one sentence
     */
    static CertificateRule of(MutualTlsSettings.Rule rule) {
        var conditions = new ArrayList<Condition>();
        rule.email().ifPresent(pattern -> conditions.add(new Condition(CertificateNames::emails, pattern)));
        rule.uri().ifPresent(pattern -> conditions.add(new Condition(CertificateNames::uris, pattern)));
        rule.dns()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .ifPresent(pattern -> conditions.add(new Condition(CertificateNames::dns, pattern)));
        Optional.ofNullable(rule.subject().get("CN")).ifPresent(pattern -> conditions.add(attribute("CN", pattern)));
        boolean names = !conditions.isEmpty();
        rule.subject().forEach((attribute, pattern) -> {
            if (!attribute.equals("CN")) {
                conditions.add(attribute(attribute, pattern));
            }
        });
        requireThat(!conditions.isEmpty(), "it asks for none of subject, dns, uri and email");
        requireThat(names || rule.client().isPresent(), "without CN, dns, uri or email it needs a client");
        requireThat(rule.client().map(ClientId::isFit).orElse(true), "client is not an id of 1 to 128 characters");
        int limit = rule.requestsPerMinute().orElse(1);
        requireThat(limit >= 1 && limit <= 1_000_000, "requests_per_minute is not 1 to 1000000");
        ToolNames tools = rule.tools().map(ToolNames::new).orElse(ToolNames.ALL);
        return new CertificateRule(
                conditions,
                rule.client(),
                id -> new Caller(id, MutualTlsAuthenticator.METHOD, rule.role(), tools, rule.requestsPerMinute()));
    }

    private static Condition attribute(String name, String pattern) {
        requireThat(
                CertificateNames.ATTRIBUTES.contains(name),
                name + " is none of "
                        + String.join(
                                ", ",
                                CertificateNames.ATTRIBUTES.stream().sorted().toList()));
        return new Condition(names -> names.subject().getOrDefault(name, List.of()), pattern);
    }

    private static void requireThat(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    boolean fits(CertificateNames names) {
        return conditions.stream()
                .allMatch(condition -> condition.fitting(names).isPresent());
    }

    /** The holder of a certificate that fits; empty when its name cannot be an id. */
    Optional<Caller> caller(CertificateNames names) {
        return client.or(() -> conditions.getFirst().fitting(names))
                .filter(ClientId::isFit)
                .map(holder);
    }
}
