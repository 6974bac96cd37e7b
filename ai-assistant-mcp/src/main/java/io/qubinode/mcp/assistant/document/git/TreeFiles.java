package io.qubinode.mcp.assistant.document.git;

import io.qubinode.mcp.assistant.document.reading.DocumentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of a tree that were written into a folder.
 *
 * @param written how many
 * @param leftOut how many are links, submodules, larger than a document may be, or have names that no file may have
 */
record TreeFiles(int written, int leftOut) {

    /** What a file takes of a disk at least. */
    private static final long BLOCK = 4_096;

    /** Bytes of a name that file systems take. */
    private static final int LONGEST_NAME = 255;

    /** Linux takes 4,096 bytes, with the folder before. */
    private static final int LONGEST_PATH = 3_000;

    /** Writes files into a new folder; nothing but files, so that no link can lead out of it. */
    static TreeFiles write(Repository objects, ObjectId tree, Path into, long mostBytes) throws IOException {
        Files.createDirectories(into);
        var names = new ObjectChecker();
        int written = 0;
        int leftOut = 0;
        long bytes = 0;
        try (var walk = new TreeWalk(objects)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
                ObjectLoader file = isFile(walk.getFileMode()) && isSafe(names, walk.getPathString())
                        ? walk.getObjectReader().open(walk.getObjectId(0))
                        : null;
                boolean fits = file != null && file.getSize() <= DocumentReader.LARGEST_BYTES;
                bytes += Math.max(BLOCK, fits ? file.getSize() : 0);
                if (bytes > mostBytes) {
                    throw PullLimits.tooLarge(mostBytes);
                }
                if (fits) {
                    Path path = into.resolve(walk.getPathString());
                    Files.createDirectories(path.getParent());
                    try (var content = Files.newOutputStream(path)) {
                        file.copyTo(content);
                    }
                    written++;
                } else {
                    leftOut++;
                }
            }
        }
        return new TreeFiles(written, leftOut);
    }

    private static boolean isFile(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }

    /** A tree may say that a file is called "..", or by a name that no disk takes. */
    private static boolean isSafe(ObjectChecker names, String path) {
        try {
            names.checkPath(path);
            Path.of(path);
            return bytes(path) <= LONGEST_PATH
                    && Arrays.stream(path.split("/")).allMatch(name -> bytes(name) <= LONGEST_NAME);
        } catch (CorruptObjectException | InvalidPathException e) {
            return false;
        }
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
