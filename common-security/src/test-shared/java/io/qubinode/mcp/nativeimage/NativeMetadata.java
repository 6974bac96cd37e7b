package io.qubinode.mcp.nativeimage;

import io.qubinode.mcp.testing.ClassFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a service's {@code reachability-metadata.json} names, which {@code ./qubinode native} writes. */
public final class NativeMetadata {

    private final Set<String> types = new TreeSet<>();
    private final Set<String> proxies = new TreeSet<>();
    private final Set<String> globs = new TreeSet<>();
    private final Set<String> bundles = new TreeSet<>();

    /** @param module whose file it is */
    public NativeMetadata(String module) throws IOException {
        String file = "META-INF/native-image/io.qubinode.mcp/" + module + "/reachability-metadata.json";
        try (InputStream found = NativeMetadata.class.getClassLoader().getResourceAsStream(file)) {
            JsonNode metadata = new ObjectMapper().readTree(found);
            for (JsonNode each : metadata.path("reflection")) {
                JsonNode type = each.path("type");
                type.path("proxy").forEach(made -> proxies.add(made.asText()));
                if (type.isTextual()) {
                    types.add(type.asText());
                }
            }
            metadata.path("resources").forEach(each -> {
                (each.has("bundle") ? bundles : globs).add(each.path(each.has("bundle") ? "bundle" : "glob").asText());
            });
        }
    }

    public Set<String> types() {
        return types;
    }

    /** Interfaces of which proxies are made. */
    public Set<String> proxies() {
        return proxies;
    }

    public boolean names(Object found) {
        return types.contains(found.getClass().getName());
    }

    /** Whether a binary has this resource. */
    public boolean has(String resource) {
        return globs.stream()
                .anyMatch(glob -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + glob)
                        .matches(Path.of(resource)));
    }

    /** Whether a binary has these texts. */
    public boolean hasBundle(String name) {
        return bundles.contains(name);
    }

    /** The files of this module that a program could read, its classes and those of a build aside. */
    public static List<String> ownFiles() throws IOException {
        Path folder = ClassFiles.OF_THE_MODULE;
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.endsWith(".class") && !file.startsWith("META-INF/native-image/"))
                    .toList();
        }
    }

    /** What native-image would ask of each named type that it cannot have: the types of its members. By name. */
    public Set<String> broken() {
        return types.stream()
                .filter(name -> !name.endsWith("[]"))
                .filter(name -> whole(name).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those named types that extend this one. */
    public List<Class<?>> extending(Class<?> above) {
        return types.stream()
                .filter(name -> !name.endsWith("[]"))
                .flatMap(name -> whole(name).stream())
                .filter(type -> type != above && above.isAssignableFrom(type))
                .<Class<?>>map(type -> type)
                .toList();
    }

    private static Optional<Class<?>> whole(String name) {
        try {
            Class<?> type = Class.forName(name, false, NativeMetadata.class.getClassLoader());
            type.getDeclaredConstructors();
            type.getDeclaredMethods();
            type.getDeclaredFields();
            return Optional.of(type);
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
