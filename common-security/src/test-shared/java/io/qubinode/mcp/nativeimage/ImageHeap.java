package io.qubinode.mcp.nativeimage;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must not be made while a native image is built: classes are initialized then, and what they hold becomes part of the file. A thread or a
 * handle would not run; a random generator would give each process the same numbers.
 */
final class ImageHeap {

    private static final List<String> REFUSED = List.of(
            "java.lang.Thread",
            "java.lang.ThreadGroup",
            "java.util.concurrent.Executor",
            "java.util.Timer",
            "java.util.random.RandomGenerator",
            "java.lang.ref.Cleaner",
            "java.lang.ref.Cleaner$Cleanable",
            "java.lang.foreign.Arena",
            "java.lang.foreign.MemorySegment",
            "java.net.http.HttpClient",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.nio.MappedByteBuffer",
            "java.nio.channels.Channel",
            "java.nio.file.WatchService",
            "java.util.zip.ZipFile",
            "com.sun.jna.Pointer",
            "com.sun.jna.NativeLibrary",
            "com.sun.jna.Library",
            "com.sun.jna.Callback",
            "com.sun.jna.Structure",
            "ai.onnxruntime.OrtSession",
            "ai.onnxruntime.OrtEnvironment",
            "dev.langchain4j.model.embedding.EmbeddingModel",
            "dev.langchain4j.model.chat.ChatModel",
            "dev.langchain4j.model.chat.StreamingChatModel",
            "io.vertx.core.Vertx",
            "io.netty.channel.EventLoopGroup");
    private static final Set<String> OF_THE_MACHINE = Set.of(
            "java.lang.Runtime.availableProcessors",
            "java.lang.Runtime.maxMemory",
            "java.lang.Runtime.totalMemory",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.lang.ProcessHandle.current",
            "java.net.InetAddress.getLocalHost",
            "java.nio.charset.Charset.defaultCharset",
            "java.time.Clock.systemUTC",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.ZoneId.systemDefault",
            "java.time.ZonedDateTime.now",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.util.UUID.randomUUID");
    private static final List<String> NATIVE = List.of("com.sun.jna", "org.libvirt", "ai.onnxruntime", "ai.djl");
    private static final String OURS = "io.qubinode.";

    static final ArchRule NO_STATIC_FIELD_HOLDS_WHAT_IT_REFUSES =
            fields().that().areStatic().should(new ArchCondition<JavaField>("hold nothing that an image heap refuses") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    field.getType().getAllInvolvedRawTypes().stream()
                            .flatMap(type -> refused(type, new HashSet<>()).stream())
                            .findFirst()
                            .ifPresent(held -> events.add(SimpleConditionEvent.violated(
                                    field, field.getFullName() + " holds a " + held.getName())));
                }
            });

    static final ArchRule NO_STATIC_INITIALIZER_TOUCHES_A_NATIVE_LIBRARY =
            classes().should(new ArchCondition<JavaClass>("touch no native library while they are initialized") {
                @Override
                public void check(JavaClass checked, ConditionEvents events) {
                    initializing(checked).stream()
                            .flatMap(unit -> unit.getAccessesFromSelf().stream())
                            .filter(access -> isNative(access.getTargetOwner()))
                            .map(JavaAccess::getDescription)
                            .forEach(found -> events.add(SimpleConditionEvent.violated(checked, found)));
                }
            });

    static final ArchRule NO_STATIC_INITIALIZER_ASKS_THE_MACHINE = classes()
            .should(new ArchCondition<JavaClass>("keep nothing of the machine and the moment that they are initialized on") {
                @Override
                public void check(JavaClass checked, ConditionEvents events) {
                    initializing(checked).stream()
                            .flatMap(unit -> unit.getAccessesFromSelf().stream())
                            .filter(access -> OF_THE_MACHINE.contains(access.getTargetOwner().getName() + "."
                                    + access.getTarget().getName()))
                            .map(JavaAccess::getDescription)
                            .forEach(found -> events.add(SimpleConditionEvent.violated(checked, found)));
                }
            });

    /** It looks in the loader for a method, which native-image cannot know. */
    static final ArchRule NO_CACHE_IS_GIVEN_A_LOADER = noClasses()
            .should()
            .callMethodWhere(JavaCall.Predicates.target(nameMatching("build(Async)?"))
                    .and(JavaCall.Predicates.target(owner(name("com.github.benmanes.caffeine.cache.Caffeine"))))
                    .and(JavaCall.Predicates.target(rawParameterTypes(not(DescribedPredicate.describe("none", List::isEmpty))))));

    static final ArchRule NO_PROXY_IS_MADE = noClasses().should().callMethodWhere(
            JavaCall.Predicates.target(owner(name("java.lang.reflect.Proxy"))));

    private ImageHeap() {}

    /** The kind itself, or the first that an object of one of our classes has in its fields. */
    private static Optional<JavaClass> refused(JavaClass type, Set<JavaClass> seen) {
        JavaClass base = type.getBaseComponentType();
        if (REFUSED.stream().anyMatch(base::isAssignableTo)) {
            return Optional.of(base);
        }
        if (!base.getName().startsWith(OURS) || !seen.add(base)) {
            return Optional.empty();
        }
        return base.getAllFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                .flatMap(held -> refused(held, seen).stream())
                .findFirst();
    }

    /** The static initializer, and the methods of the same class that it calls. */
    private static Set<JavaCodeUnit> initializing(JavaClass type) {
        var all = new HashSet<JavaCodeUnit>();
        Deque<JavaCodeUnit> open = new ArrayDeque<>();
        type.getStaticInitializer().ifPresent(open::add);
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.pop();
            if (all.add(unit)) {
                unit.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().equals(type))
                        .flatMap(call -> call.getTarget().resolveMember().stream())
                        .forEach(open::add);
            }
        }
        return all;
    }

    /** An enum of such a library is initialized without it. */
    private static boolean isNative(JavaClass type) {
        return !type.isEnum()
                && NATIVE.stream().anyMatch(library -> type.getPackageName().startsWith(library));
    }
}
