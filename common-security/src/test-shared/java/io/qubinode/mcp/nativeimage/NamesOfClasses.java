package io.qubinode.mcp.nativeimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds classes that look classes up by a name that native-image cannot read in them. */
final class NamesOfClasses extends ClassVisitor {

    private final Set<String> found;
    private String name;

    private NamesOfClasses(Set<String> found) {
        super(Opcodes.ASM9);
        this.found = found;
    }

    /** The names of those below a folder. */
    static Set<String> notConstant(Path folder) throws IOException {
        var found = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                try (InputStream bytes = Files.newInputStream(file)) {
                    new ClassReader(bytes).accept(new NamesOfClasses(found), ClassReader.SKIP_FRAMES);
                }
            }
        }
        return found;
    }

    @Override
    public void visit(int version, int access, String type, String signature, String parent, String[] also) {
        name = type.replace('/', '.');
    }

    @Override
    public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] thrown) {
        return new MethodVisitor(api) {

            private boolean constant;

            @Override
            public void visitLdcInsn(Object value) {
                constant = value instanceof String;
            }

            @Override
            public void visitVarInsn(int opcode, int variable) {
                constant = false;
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String of) {
                constant = false;
            }

            @Override
            public void visitInvokeDynamicInsn(String made, String of, Handle by, Object... with) {
                constant = false;
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String of, boolean ofInterface) {
                boolean lookup = owner.equals("java/lang/Class") && called.equals("forName")
                        || owner.equals("java/lang/ClassLoader") && called.equals("loadClass")
                        || owner.equals("java/lang/invoke/MethodHandles$Lookup") && called.equals("findClass");
                if (lookup && !(constant && of.startsWith("(Ljava/lang/String;)"))) {
                    found.add(name);
                }
                constant = false;
            }
        };
    }
}
