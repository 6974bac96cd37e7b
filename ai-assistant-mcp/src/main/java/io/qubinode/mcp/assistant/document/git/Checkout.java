package io.qubinode.mcp.assistant.document.git;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.GitAddress;
import io.qubinode.mcp.security.tls.TrustedCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;
import org.jboss.logging.Logger;

/**
 * The files of one branch of a repository. Each commit has a folder of its own, and a link leads to that of the newest that came whole, so
 * that a reader sees one commit, and a pull that ends early changes nothing. For one thread, except {@link #commitIn}.
 */
final class Checkout {

    private static final Logger LOG = Logger.getLogger(Checkout.class);

    /** The bare repository that only knows the newest commits. */
    private static final String OBJECTS = "objects";

    private static final String OF_COMMIT = "commit-";

    /** Each pull leaves some; with more they are fetched again. */
    private static final int MOST_FILES = 200;

    /**
     * How pulls are made.
     *
     * @param authorities that may have signed the server's certificate; those that Java trusts when empty
     * @param bytes that a repository may have
     * @param patience how long a server may be silent
     * @param longest how long a pull may take
     * @param ssh OpenSSH's client
     */
    record Settings(
            Optional<TrustedCertificates> authorities,
            long bytes,
            Duration patience,
            Duration longest,
            List<String> ssh) {

        Settings(Optional<TrustedCertificates> authorities, long bytes) {
            this(authorities, bytes, Duration.ofSeconds(30), Duration.ofMinutes(10), List.of("ssh"));
        }
    }

    private final GitAddress address;
    private final Path folder;
    private final Settings settings;

    /** @param folder that holds nothing else, made when it is not there */
    Checkout(GitAddress address, Path folder, Settings settings) {
        this.address = address;
        this.folder = folder;
        this.settings = settings;
    }

    /** The commit whose files are in place in a checkout's folder; empty when there are none. */
    static Optional<String> commitIn(Path folder) {
        try {
            String name = Files.readSymbolicLink(folder.resolve(DocumentFolder.CURRENT))
                    .toString();
            return Optional.of(name.substring(OF_COMMIT.length()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The commit whose files are in place; empty when there are none. */
    Optional<String> commit() {
        return commitIn(folder);
    }

    /**
     * Puts the files of the branch's newest commit in place. What is there stays until they are, and a while longer.
     *
     * @return whether there was a newer one
     * @throws PullFailed when the server or its answer is at fault
     * @throws IOException when our disk is
     */
    boolean pull() throws IOException {
        isolate();
        var remote = new Remote(address, settings);
        String newest = remote.newest().name();
        if (commit().equals(Optional.of(newest))) {
            return false;
        }
        Files.createDirectories(folder);
        removeAllBut(OBJECTS, DocumentFolder.CURRENT, OF_COMMIT + commit().orElse(""));
        try {
            removeWhenFull();
            fetch(remote);
        } catch (IOException | RuntimeException e) {
            // Whatever is wrong with them, the next pull fetches them again.
            remove(folder.resolve(OBJECTS));
            throw e;
        }
        return true;
    }

    /** The Git settings of the account that runs this are for people: they may send us elsewhere, or run programs. */
    private void isolate() {
        FS.DETECTED.setUserHome(folder.getParent().toFile());
        FS.DETECTED.setGitSystemConfig(folder.resolveSibling("gitconfig").toFile());
    }

    private void fetch(Remote remote) throws IOException {
        try (Repository objects = new FileRepositoryBuilder()
                .setGitDir(folder.resolve(OBJECTS).toFile())
                .setBare()
                .setFS(FS.DETECTED)
                .build()) {
            if (!objects.getObjectDatabase().exists()) {
                objects.create(true);
                // Nothing is to be packed beside us, because what is packed badly is fetched again.
                objects.getConfig().setInt("gc", null, "auto", 0);
                objects.getConfig().setBoolean("gc", null, "autodetach", false);
                objects.getConfig().save();
            }
            ObjectId commit = remote.fetch(objects);
            Path unfinished = folder.resolve("unfinished");
            TreeFiles files = TreeFiles.write(objects, tree(objects, commit), unfinished, settings.bytes());
            putInPlace(unfinished, OF_COMMIT + commit.name());
            LOG.infof(
                    "%s is at %s: %d files; %d links, submodules and large files are left out",
                    address, commit.name(), files.written(), files.leftOut());
        }
    }

    private void putInPlace(Path unfinished, String name) throws IOException {
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        Path next = Files.createSymbolicLink(folder.resolve("next"), Path.of(name));
        Files.move(next, folder.resolve(DocumentFolder.CURRENT), StandardCopyOption.ATOMIC_MOVE);
    }

    private ObjectId tree(Repository objects, ObjectId commit) throws IOException {
        try (var walk = new RevWalk(objects)) {
            var all = walk.parseCommit(commit).getTree();
            if (address.folder().isEmpty()) {
                return all;
            }
            try (TreeWalk found = TreeWalk.forPath(objects, address.folder(), all)) {
                if (found == null || !found.isSubtree()) {
                    throw new PullFailed("has no folder " + address.folder(), null);
                }
                return found.getObjectId(0);
            }
        }
    }

    private void removeWhenFull() throws IOException {
        Path objects = folder.resolve(OBJECTS);
        if (Files.exists(objects)) {
            long count = 0;
            long bytes = 0;
            try (Stream<Path> files = Files.walk(objects)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    count++;
                    bytes += Files.size(file);
                }
            }
            if (count > MOST_FILES || bytes > settings.bytes()) {
                remove(objects);
            }
        }
    }

    /** What earlier pulls have left, finished or not. */
    private void removeAllBut(String... kept) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!List.of(kept).contains(file.getFileName().toString())) {
                    remove(file);
                }
            }
        }
    }

    private static void remove(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.walk(file)) {
                for (Path each : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(each);
                }
            }
        }
    }
}
