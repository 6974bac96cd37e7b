package io.qubinode.mcp.nativeimage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaAccess;
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
