package io.qubinode.mcp.patterns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.TypePath;

/** Finds the regular expressions of compiled classes: constants, texts that are compiled or given to methods of String, and annotations. */
final class PatternsInCode {

    /**
     * A regular expression.
     *
     * @param where the class that has it
     * @param pattern itself
     * @param searches whether the class looks for it within a text; else it compares whole texts only
     */
    record Found(String where, Pattern pattern, boolean searches) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Found found
                    && toString().equals(found.toString())
                    && pattern.flags() == found.pattern.flags();
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            return where + ": " + pattern.pattern();
        }
    }

    private static final int API = Opcodes.ASM9;
    private static final String PATTERN = "java/util/regex/Pattern";
    private static final String STRING = "java/lang/String";
    private static final Set<String> SEARCHES_OF_STRING = Set.of("split", "replaceAll", "replaceFirst");
    private static final Set<String> SEARCHES =
            Set.of("find", "replaceAll", "replaceFirst", "results", "split", "splitAsStream", "asPredicate");

    private final List<OneClass> classes = new ArrayList<>();
    private final Set<String> searching = new HashSet<>();
    private final Set<String> having = new HashSet<>();
    private final Set<String> madeAtRunTime = new TreeSet<>();

    /** Those of the classes below a folder. */
    static PatternsInCode of(Path classes) throws IOException {
        var all = new PatternsInCode();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(all::read);
        }
        return all;
    }

    List<Found> found() {
        return classes.stream().flatMap(one -> one.found().stream()).distinct().toList();
    }

    /** The classes that make a pattern of what they do not know before. */
    Set<String> madeAtRunTime() {
        return madeAtRunTime;
    }

    private void read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            var reader = new OneClass();
            new ClassReader(bytes).accept(reader, ClassReader.SKIP_FRAMES);
            classes.add(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class OneClass extends ClassVisitor {
        private final List<String> texts = new ArrayList<>();
        private final List<String> searched = new ArrayList<>();
        private String name = "";

        OneClass() {
            super(API);
        }

        @Override
        public void visit(int version, int access, String className, String signature, String parent, String[] also) {
            name = className.replace('/', '.');
        }

        @Override
        public FieldVisitor visitField(int access, String field, String type, String signature, Object value) {
            return new FieldVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String type, boolean visible) {
                    return annotation();
                }

                @Override
                public AnnotationVisitor visitTypeAnnotation(int ref, TypePath path, String type, boolean visible) {
                    return annotation();
                }
            };
        }

        @Override
        public RecordComponentVisitor visitRecordComponent(String component, String type, String signature) {
            return new RecordComponentVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String type, boolean visible) {
                    return annotation();
                }

                @Override
                public AnnotationVisitor visitTypeAnnotation(int ref, TypePath path, String type, boolean visible) {
                    return annotation();
                }
            };
        }

        private AnnotationVisitor annotation() {
            return new AnnotationVisitor(API) {
                @Override
                public void visit(String field, Object value) {
                    if (field.equals("regexp") && value instanceof String regex) {
                        texts.add(regex);
                    }
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String signature, String[] thrown) {
            return new MethodVisitor(API) {
                private final Deque<String> constants = new ArrayDeque<>();

                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return annotation();
                }

                @Override
                public AnnotationVisitor visitTypeAnnotation(
                        int ref, TypePath path, String annotation, boolean visible) {
                    return annotation();
                }

                @Override
                public void visitLdcInsn(Object value) {
                    if (value instanceof String text) {
                        constants.push(text);
                    }
                }

                @Override
                public void visitMethodInsn(int code, String owner, String called, String types, boolean isInterface) {
                    if (owner.startsWith("java/util/regex/") && SEARCHES.contains(called)) {
                        searching.add(outermost());
                    }
                    if (owner.equals(PATTERN) && (called.equals("compile") || called.equals("matches"))) {
                        having.add(outermost());
                        take(texts, 1);
                    } else if (owner.equals(STRING) && called.equals("matches")) {
                        take(texts, 1);
                    } else if (owner.equals(STRING) && SEARCHES_OF_STRING.contains(called)) {
                        // The second to last, when the last is what replaces it.
                        take(searched, called.equals("split") ? 1 : 2);
                    }
                }

                private void take(List<String> into, int most) {
                    if (constants.isEmpty()) {
                        madeAtRunTime.add(name);
                    }
                    constants.stream().limit(most).forEach(into::add);
                    constants.clear();
                }
            };
        }

        /** Nested classes make, keep and use a pattern for each other. */
        private String outermost() {
            int nested = name.indexOf('$');
            return nested < 0 ? name : name.substring(0, nested);
        }

        List<Found> found() {
            boolean searches = searching.contains(outermost());
            var found = new ArrayList<Found>();
            texts.forEach(text -> compiled(text).ifPresent(it -> found.add(new Found(name, it, searches))));
            searched.forEach(text -> compiled(text).ifPresent(it -> found.add(new Found(name, it, true))));
            if (having.contains(outermost())) {
                constants(name).forEach(it -> found.add(new Found(name, it, searches)));
            }
            return found;
        }
    }

    /** Empty for what is no regular expression but replaces one, or is a part of one; a constant made of it is found by itself. */
    private static Optional<Pattern> compiled(String text) {
        try {
            return Optional.of(Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /** The patterns in a class's constants, in records and collections as well. */
    private static Set<Pattern> constants(String name) {
        var patterns = new HashSet<Pattern>();
        try {
            Class<?> type = Class.forName(name);
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    collect(field.get(null), patterns, 3);
                }
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new AssertionError(name, e);
        }
        return patterns;
    }

    private static void collect(Object value, Set<Pattern> into, int depth) throws ReflectiveOperationException {
        if (value instanceof Pattern pattern) {
            into.add(pattern);
        } else if (depth > 0 && value instanceof Collection<?> several) {
            for (Object one : several) {
                collect(one, into, depth - 1);
            }
        } else if (depth > 0 && value instanceof Map<?, ?> map) {
            collect(map.keySet(), into, depth);
            collect(map.values(), into, depth);
        } else if (depth > 0 && value instanceof Record rec) {
            for (var component : rec.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                collect(component.getAccessor().invoke(rec), into, depth - 1);
            }
        }
    }
}
