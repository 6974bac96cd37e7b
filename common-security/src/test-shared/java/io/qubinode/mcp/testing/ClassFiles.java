package io.qubinode.mcp.testing;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the class files of the module under test are. Its build need not be in the folder {@code target}. */
public final class ClassFiles {

    public static final Path OF_TESTS = own();
    public static final Path OF_THE_MODULE = OF_TESTS.resolveSibling("classes");

    private ClassFiles() {}

    private static Path own() {
        try {
            return Path.of(ClassFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
