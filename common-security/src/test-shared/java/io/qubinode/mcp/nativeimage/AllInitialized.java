package io.qubinode.mcp.nativeimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Does on a JVM what native-image does while it builds: initializes all classes below a folder. A program of its own. */
final class AllInitialized {

    private AllInitialized() {}

    /** @param arguments the folder, and the names of classes to leave out */
    public static void main(String... arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<String> out = List.of(arguments).subList(1, arguments.length);
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(file -> folder.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace('/', '.'))
                    .filter(name -> !out.contains(name))
                    .sorted()
                    .forEach(AllInitialized::initialize);
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread != Thread.currentThread()
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup"))
                .forEach(thread -> System.out.println("Started " + thread.getName()));
        System.exit(0);
    }

    private static void initialize(String name) {
        ClassLoader loader = AllInitialized.class.getClassLoader();
        try {
            // One that extends a class of run time is of run time, too.
            if (above(Class.forName(name, false, loader)).map(Class::getName).noneMatch(NativeImageArguments::isOfRunTime)) {
                Class.forName(name, true, loader);
            }
        } catch (ClassNotFoundException | LinkageError e) {
            System.out.println("Failed " + name + ": " + e);
        }
    }

    private static Stream<Class<?>> above(Class<?> type) {
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .flatMap(each -> Stream.concat(Stream.of(each), above(each)));
    }
}
