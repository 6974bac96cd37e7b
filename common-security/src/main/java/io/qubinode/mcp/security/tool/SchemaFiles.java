package io.qubinode.mcp.security.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the JSON Schemas of the tools that the classes of a module declare beside these classes, for {@link ToolSchemas} to read. A
 * step of the build.
 */
public final class SchemaFiles {

    private static final String DECLARATION = Type.getInternalName(Tool.Declaration.class);

    private SchemaFiles() {}

    /**
     * Writes them in place of those of the build before.
     *
     * @param arguments the folder of the module's classes
     * @throws IOException when one cannot be read or written
     * @throws ClassNotFoundException when a record of a tool is not on the class path
     */
    public static void main(String... arguments) throws IOException, ClassNotFoundException {
        Path classes = Path.of(arguments[0]);
        for (Path before : files(Files.createDirectories(classes.resolve(ToolSchemas.FOLDER)), ".json")) {
            Files.delete(before);
        }
        var declared = new Declared();
        for (Path file : files(classes, ".class")) {
            new ClassReader(Files.readAllBytes(file))
                    .accept(declared, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        for (Type input : declared.inputs) {
            Class<?> type = load(input);
            write(classes.resolve(ToolSchemas.inputFile(type)), RecordSchemas.ofInput(type));
        }
        for (Type output : declared.outputs) {
            Class<?> type = load(output);
            write(classes.resolve(ToolSchemas.outputFile(type)), RecordSchemas.ofOutput(type));
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(ending)).toList();
        }
    }

    private static Class<?> load(Type type) throws ClassNotFoundException {
        return Class.forName(type.getClassName(), false, Thread.currentThread().getContextClassLoader());
    }

    private static void write(Path file, ObjectNode schema) throws IOException {
        Files.writeString(file, schema.toString());
    }

    /** The records that are given to {@code does(…)}. */
    private static final class Declared extends ClassVisitor {

        private final Set<Type> inputs = new LinkedHashSet<>();
        private final Set<Type> outputs = new LinkedHashSet<>();

        private Declared() {
            super(Opcodes.ASM9);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            return new MethodVisitor(api) {

                private final List<Type> constants = new ArrayList<>();

                @Override
                public void visitLdcInsn(Object value) {
                    if (value instanceof Type type && type.getSort() == Type.OBJECT) {
                        constants.add(type);
                    }
                }

                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
                    if (!owner.equals(DECLARATION)) {
                        return;
                    }
                    if (name.equals("does")) {
                        boolean given = Type.getArgumentTypes(descriptor)[0].equals(Type.getType(ObjectNode.class));
                        outputs.add(constants.get(given ? 0 : 1));
                        if (!given) {
                            inputs.add(constants.getFirst());
                        }
                    }
                    constants.clear();
                }
            };
        }
    }
}
