package io.qubinode.mcp.airflow.insight;

import io.qubinode.mcp.airflow.airflowapi.Ids;
import io.qubinode.mcp.airflow.insight.InsightTools.Target;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads links into Airflow's web pages. */
final class AirflowLinks {

    private static final Pattern PATH =
            Pattern.compile("/dags/([^/]+)(?:/runs/([^/]+))?(?:/tasks/(?!group/)([^/]+))?(?:/mapped/(\\d+))?(?:/.*)?");
    private static final Pattern DAG = Pattern.compile(Ids.DAG);
    private static final Pattern RUN = Pattern.compile(Ids.RUN);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<URI> own;

    AirflowLinks(List<URI> own) {
        this.own = own;
    }

    Target resolve(String url) {
        URI link = parsed(url);
        String base = own.stream()
                .filter(airflow -> sameServer(airflow, link))
                .map(airflow -> airflow.getPath() == null ? "" : airflow.getPath())
                .filter(path -> link.getRawPath().startsWith(path))
                .findFirst()
                .orElseThrow(() -> wrong(
                        "This is not a link to the configured Airflow.", "Its address is " + own.getLast() + "."));
        Map<String, String> query = query(link);
        Matcher matcher = PATH.matcher(link.getRawPath().substring(base.length()));
        Optional<Matcher> path = matcher.matches() ? Optional.of(matcher) : Optional.empty();
        Optional<String> dag = part(path, 1).or(() -> named(query, "dag_id"));
        String dagId = checked(dag, DAG)
                .orElseThrow(() ->
                        wrong("This link names no DAG.", "Copy the link of a DAG's page, or of a page below it."));
        Optional<String> run =
                part(path, 2).or(() -> named(query, "dag_run_id")).or(() -> named(query, "run_id"));
        Optional<String> task = part(path, 3).or(() -> named(query, "task_id"));
        Optional<Integer> index = number(part(path, 4).or(() -> named(query, "map_index")));
        Optional<Integer> attempt = number(named(query, "try_number"));
        return new Target(
                dagId,
                checked(run, RUN),
                checked(task, DAG),
                index.filter(number -> number >= 0),
                attempt.filter(number -> number > 0),
                run.isPresent() && task.isPresent()
                        ? "get_task_logs with these arguments shows the log."
                        : run.isPresent()
                                ? "get_dag_status with these arguments shows the run."
                                : "get_dag_status shows its newest run.");
    }

    private static URI parsed(String url) {
        try {
            URI link = new URI(url.strip().replace(" ", "%20"));
            if (link.getHost() == null || link.getRawPath() == null) {
                throw wrong("This is not a complete link.", "Copy it from the browser, with https:// or http://.");
            }
            return link;
        } catch (URISyntaxException e) {
            throw wrong("This is not a link.", "Copy it from the browser.");
        }
    }

    private static boolean sameServer(URI airflow, URI link) {
        // A name with an underscore is not a host to URI.
        String host = airflow.getHost() == null ? "" : airflow.getHost();
        return port(airflow) == port(link)
                && (host.equalsIgnoreCase(link.getHost())
                        || LOOPBACK.contains(host) && LOOPBACK.contains(link.getHost()));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static Map<String, String> query(URI link) {
        var values = new HashMap<String, String>();
        if (link.getRawQuery() != null) {
            for (String pair : link.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
                }
            }
        }
        return values;
    }

    private static Optional<String> part(Optional<Matcher> path, int group) {
        return path.map(matched -> matched.group(group)).map(AirflowLinks::decoded);
    }

    private static Optional<String> named(Map<String, String> query, String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<Integer> number(Optional<String> text) {
        return text.filter(digits -> digits.matches("\\d{1,7}")).map(Integer::valueOf);
    }

    /** Run ids hold plus signs, which browsers leave as they are. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("This link is broken: it contains a stray percent sign.", "Copy it from the browser.");
        }
    }

    private static Optional<String> checked(Optional<String> id, Pattern pattern) {
        id.filter(text -> !pattern.matcher(text).matches()).ifPresent(text -> {
            throw wrong("This link names something that Airflow cannot have.", "Copy it from the browser.");
        });
        return id;
    }

    private static ToolException wrong(String message, String hint) {
        return new ToolException(ErrorCode.INVALID_ARGUMENT, message, hint);
    }
}
