import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a service is found by reflection, as a service, as a resource, through JNI or as a proxy only, and so must be named to
 * native-image where no extension of Quarkus does it: our records and enums, which Jackson reads and writes, our files, what Vert.x looks
 * for, the checks of arguments, the caches' generated classes, JGit's settings and texts, and JNA with libvirt's functions. Run on what a build of sources only
 * leaves, with its libraries as the class path; needs no GraalVM:
 *
 * <pre>java -cp MODULE/target/classes:MODULE/target/native-sources/*:MODULE/target/native-sources/lib/* NativeTypes.java check|write METADATA CLASSES…</pre>
 *
 * Exit status 1 when the file is not what is needed.
 *
 * @see <a href="https://www.graalvm.org/latest/reference-manual/native-image/metadata/">Reachability metadata</a>
 */
public final class NativeTypes {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** What JNA's native code looks up by its name. */
    private static final List<String> OF_JAVA = List.of(
            "java.lang.Boolean", "java.lang.Byte", "java.lang.Character", "java.lang.Class", "java.lang.Double",
            "java.lang.Float", "java.lang.Integer", "java.lang.Long", "java.lang.Object", "java.lang.Short",
            "java.lang.String", "java.lang.UnsatisfiedLinkError", "java.lang.Void", "java.lang.reflect.Method",
            "java.nio.Buffer", "java.nio.ByteBuffer", "java.nio.CharBuffer", "java.nio.DoubleBuffer",
            "java.nio.FloatBuffer", "java.nio.IntBuffer", "java.nio.LongBuffer", "java.nio.ShortBuffer");

    private static final String SERVICES = "META-INF/services/";

    /** What is for the build only. */
    private static final Pattern NOT_READ = Pattern.compile("META-INF/(native-image/.*|jandex\\.idx)|.*\\.class");

    /** Of what our classes make proxies, by the class that does. */
    private static final String[][] PROXIES = {
        {"io.qubinode.mcp.airflow.airflowapi.adapter.ApiVersionSelector", "io.qubinode.mcp.airflow.airflowapi.Airflow"},
        {"io.qubinode.mcp.assistant.process.OrderlyEnd", "sun.misc.SignalHandler"},
    };

    private static final String CACHES = "com.github.benmanes.caffeine.cache.";
    private static final List<String> CACHES_CAN = List.of(
            "maximumSize", "expireAfterAccess", "expireAfterWrite", "maximumWeight", "expireAfter", "refreshAfterWrite", "weakKeys",
            "weakValues", "softValues", "removalListener", "recordStats");
    private static final String JGIT = "org.eclipse.jgit.lib.Repository";
    private static final String ATTRIBUTES = "org.apache.lucene.util.Attribute";

    private NativeTypes() {}

    public static void main(String... arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        ObjectNode needed = needed(Stream.of(arguments).skip(2).map(Path::of).toList());
        if (arguments[0].equals("write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writeValueAsString(needed) + "\n");
        } else if (!Files.exists(file) || !JSON.readTree(file.toFile()).equals(needed)) {
            System.exit(1);
        }
    }

    private static ObjectNode needed(List<Path> ours) throws Exception {
        var metadata = JSON.createObjectNode();
        ArrayNode types = metadata.putArray("reflection");
        ArrayNode resources = metadata.putArray("resources");
        for (Path classes : ours) {
            for (Class<?> type : types(files(classes))) {
                if (type.isRecord() || type.isEnum() || JsonDeserializer.class.isAssignableFrom(type)
                        || extend(type, "jakarta.ws.rs.ext.", "org.eclipse.microprofile.rest.client.ext.", "io.vertx.core.spi.")) {
                    reflection(types, type.getName());
                } else if (extend(type, "com.sun.jna.Library")) {
                    natively(types, type);
                }
            }
            for (String file : files(classes)) {
                if (file.startsWith(SERVICES)) {
                    service(types, resources, file.substring(SERVICES.length()), "io.qubinode.");
                } else if (!NOT_READ.matcher(file).matches() && !file.startsWith("META-INF/tool-schemas/")) {
                    resources.addObject().put("glob", file);
                }
            }
        }
        service(types, resources, "io.smallrye.faulttolerance.api.Spi", "io.smallrye.faulttolerance.");
        service(types, resources, "java.sql.Driver", "org.postgresql.");
        for (Class<?> check : types(library("org.hibernate.validator.HibernateValidator"))) {
            if (extend(check, "jakarta.validation.ConstraintValidator")
                    || check.getSimpleName().endsWith("_$logger") || check.getSimpleName().endsWith("_$bundle")) {
                reflection(types, check.getName());
            }
        }
        for (String[] makerAndMade : PROXIES) {
            if (isThere(makerAndMade[0])) {
                reflection(types, makerAndMade[1]);
                proxy(types, makerAndMade[1]);
            }
        }
        if (isThere(PROXIES[1][0])) {
            reflection(types, "sun.misc.Signal");
        }
        Pattern caches = caches(ours);
        for (Class<?> cache : types(library(CACHES + "Caffeine"))) {
            if (caches.matcher(cache.getName()).matches()) {
                reflection(types, cache.getName());
            }
        }
        if (isThere(ATTRIBUTES)) {
            for (Class<?> attribute : types(library(ATTRIBUTES))) {
                if (extend(attribute, ATTRIBUTES + "Impl")) {
                    reflection(types, attribute.getName());
                }
            }
        }
        if (isThere("org.apache.pdfbox.Loader")) {
            for (String files : List.of("pdfbox/resources/**", "fontbox/cmap/*", "fontbox/unicode/*")) {
                resources.addObject().put("glob", "org/apache/" + files);
            }
        }
        if (isThere(JGIT)) {
            for (Class<?> type : types(library(JGIT))) {
                // Its settings are looked up by their values, its texts written into fields.
                if (type.isEnum() || extend(type, "org.eclipse.jgit.nls.TranslationBundle")) {
                    reflection(types, type.getName());
                }
            }
            resources.addObject().put("bundle", "org.eclipse.jgit.internal.JGitText");
        }
        resources.addObject().put("glob", "META-INF/services/io.vertx.core.spi.*");
        resources.addObject().put("glob", "META-INF/tool-schemas/*.json");
        resources.addObject().put("glob", "org/hibernate/validator/ValidationMessages*.properties");
        for (String root : List.of("com.sun.jna.Native", "org.libvirt.jna.Libvirt")) {
            String jna = root.substring(0, root.lastIndexOf('.') + 1);
            for (Class<?> type : isThere(root) ? types(library(root)) : List.<Class<?>>of()) {
                if (type.getName().startsWith(jna)) {
                    natively(types, type);
                }
            }
        }
        if (isThere("com.sun.jna.Native")) {
            OF_JAVA.forEach(name -> reflection(types, name).put("jniAccessible", true));
            resources.addObject().put("glob", "com/sun/jna/linux-*/libjnidispatch.so");
        }
        return metadata;
    }

    /** The files that name the providers of a service, and those providers whose names begin so. */
    private static void service(ArrayNode types, ArrayNode resources, String service, String providers) throws IOException {
        var named = new ArrayList<String>();
        for (URL file : Collections.list(NativeTypes.class.getClassLoader().getResources(SERVICES + service))) {
            try (var lines = new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
                lines.lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(name -> name.startsWith(providers)).forEach(named::add);
            }
        }
        named.forEach(name -> reflection(types, name));
        if (!named.isEmpty()) {
            resources.addObject().put("glob", SERVICES + service);
        }
    }

    /**
     * Caffeine has a class for each set of what a cache can do, for the cache and for its entries, and makes their names of letters. Named are
     * those of every set of what our classes ask for anywhere.
     */
    private static Pattern caches(List<Path> ours) throws IOException {
        var asked = new TreeSet<String>();
        for (Path classes : ours) {
            for (String file : files(classes)) {
                if (file.endsWith(".class")) {
                    String constants = Files.readString(classes.resolve(file), StandardCharsets.ISO_8859_1);
                    if (constants.contains(CACHES.replace('.', '/') + "Caffeine;")) {
                        // Each is behind its length, so that expireAfter is not found in expireAfterWrite.
                        CACHES_CAN.stream().filter(name -> constants.contains("\0" + (char) name.length() + name)).forEach(asked::add);
                    }
                }
            }
        }
        String size = asked.remove("maximumSize") ? "(MS)?" : "";
        String access = asked.remove("expireAfterAccess") ? "A?" : "";
        String write = asked.remove("expireAfterWrite") ? "W?" : "";
        if (!asked.isEmpty()) {
            throw new IllegalStateException("The letters of these are not known here yet: " + asked + ". See Caffeine's LocalCacheFactory and NodeFactory.");
        }
        return Pattern.compile(Pattern.quote(CACHES) + "(SS" + size + access + write + "|PS" + access + write + size + ")");
    }

    private static void natively(ArrayNode types, Class<?> type) {
        reflection(types, type.getName()).put("jniAccessible", true);
        if (extend(type, "com.sun.jna.Structure")) {
            types.addObject().put("type", type.getName() + "[]");
        }
        if (type.isInterface() && extend(type, "com.sun.jna.Library")) {
            proxy(types, type.getName());
        }
    }

    private static void proxy(ArrayNode types, String name) {
        types.addObject().putObject("type").putArray("proxy").add(name);
    }

    private static ObjectNode reflection(ArrayNode types, String name) {
        for (JsonNode each : types) {
            if (each.path("type").asText().equals(name)) {
                return (ObjectNode) each;
            }
        }
        return types.addObject()
                .put("type", name)
                .put("allDeclaredConstructors", true)
                .put("allDeclaredMethods", true)
                .put("allDeclaredFields", true);
    }

    /** Whether it has a supertype, not itself, whose name begins so. */
    private static boolean extend(Class<?> type, String... names) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .anyMatch(above -> Stream.of(names).anyMatch(above.getName()::startsWith) || extend(above, names));
    }

    private static List<Class<?>> types(List<String> files) {
        var types = new ArrayList<Class<?>>();
        for (String name : files.stream()
                .filter(file -> file.endsWith(".class") && !file.startsWith("META-INF/") && !file.endsWith("-info.class"))
                .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                .sorted()
                .toList()) {
            try {
                Class<?> type = load(name);
                // native-image asks for them, too.
                type.getDeclaredMethods();
                type.getDeclaredConstructors();
                type.getDeclaredFields();
                types.add(type);
            } catch (ClassNotFoundException | LinkageError e) {
                // What needs an optional library that is not there cannot be reached.
            }
        }
        return types;
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, NativeTypes.class.getClassLoader());
    }

    private static boolean isThere(String name) {
        try {
            load(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The files of the library that has this type. */
    private static List<String> library(String type) throws Exception {
        Path jar = Path.of(load(type).getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var open = new JarFile(jar.toFile())) {
            return open.stream().map(entry -> entry.getName()).toList();
        }
    }

    private static List<String> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
