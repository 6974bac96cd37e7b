package io.qubinode.mcp.airflow.libvirt;

import io.qubinode.mcp.security.tool.TargetSelector;
import io.qubinode.mcp.security.tool.Targets;
import io.qubinode.mcp.security.tool.Tool;
import io.qubinode.mcp.security.tool.ToolFunction;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The hypervisors of the settings. */
@Singleton
public final class LibvirtHosts {

    private static final Logger LOG = Logger.getLogger(LibvirtHosts.class);
    // Most calls take milliseconds; one that libvirtd never answers must not keep the service.
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final String ARGUMENT = "host";
    private static final String WHAT = "Hypervisor host to use";

    private final List<LibvirtConnection> connections = new ArrayList<>();
    private final List<LibvirtHost> all;

    private final SideBySide sideBySide = new SideBySide();
    private final HostChoice choice;

    @Inject
    LibvirtHosts(LibvirtConfig config) {
        var hosts = new ArrayList<LibvirtHost>();
        config.uri().byName().forEach((name, uri) -> {
            var connection = new LibvirtConnection(uri, config.timeout());
            connections.add(connection);
            hosts.add(LibvirtHost.of(name, config, connection));
        });
        all = List.copyOf(hosts);
        choice = new HostChoice(all, sideBySide);
    }

    @PreDestroy
    void close() {
        connections.forEach(LibvirtConnection::close);
        Instant deadline = Instant.now().plus(LONGEST_CALL);
        connections.stream()
                .filter(connection -> !connection.awaitEnd(deadline))
                .forEach(connection -> LOG.warnf("%s has not answered yet while the service ends", connection.uri()));
    }

    /** All of them, the one first that is meant where nothing else decides. */
    public List<LibvirtHost> all() {
        return all;
    }

    /**
     * Asks all of them at once; one that does not answer within seconds is left out.
     *
     * @param question throws {@code ToolException} where a host has no answer
     */
    public <T> HostAnswers<T> askAll(Function<LibvirtHost, T> question) {
        return sideBySide.ask(all, question);
    }

    /** The others than one of them. */
    public Elsewhere elsewhere(LibvirtHost host) {
        return choice.elsewhere(host);
    }

    /** A folder of one of them in a folder of all; that itself when there is only one. */
    public Path folder(String ofAll, LibvirtHost host) {
        return all.size() == 1 ? Path.of(ofAll) : Path.of(ofAll, host.name());
    }

    /**
     * The tools for all of them: with an argument to choose by when there are several, which need not be given where the
     * arguments lead to the host.
     *
     * @param declared declares the tools for one; the same for each
     */
    public List<Tool<?, ?>> tools(Function<LibvirtHost, List<Tool<?, ?>>> declared) {
        var byName = new LinkedHashMap<String, List<Tool<?, ?>>>();
        all.forEach(host -> byName.put(host.name(), declared.apply(host)));
        return Targets.merged(ARGUMENT, WHAT, byName, new ByArguments(choice)).stream()
                .<Tool<?, ?>>map(this::surrounded)
                .toList();
    }

    private <I extends Record, O extends Record> Tool<I, O> surrounded(Tool<I, O> tool) {
        return tool.within(new AtHosts<>(tool.input(), all));
    }

    /**
     * A tool that answers for all of them together when the caller chooses none.
     *
     * @param declared declares it for one
     * @param together answers for all
     */
    public <I extends Record, O extends Record> Tool<I, O> together(
            Function<LibvirtHost, Tool<I, O>> declared, ToolFunction<I, O> together) {
        Tool<I, O> first = surrounded(declared.apply(all.getFirst()));
        if (all.size() == 1) {
            return first;
        }
        var functions = new LinkedHashMap<String, ToolFunction<I, O>>();
        all.forEach(host -> functions.put(host.name(), declared.apply(host).function()));
        return first.at(new Targets<>(ARGUMENT, WHAT, functions, new TargetSelector.Together<>(together)));
    }

    /** A tool for a machine works where that machine is, or is to be. */
    private record ByArguments(HostChoice choice) implements Targets.Otherwise {

        @Override
        public <I extends Record, O extends Record> TargetSelector<I, O> of(Tool<I, O> tool) {
            if (NewMachine.class.isAssignableFrom(tool.input())) {
                return new TargetSelector.Found<>(input -> choice.forNew((NewMachine) input));
            }
            if (OfMachine.class.isAssignableFrom(tool.input())) {
                return new TargetSelector.Found<>(input -> choice.of(((OfMachine) input).name()));
            }
            return new TargetSelector.First<>();
        }
    }
}
