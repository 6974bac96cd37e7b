package io.qubinode.mcp.assistant.document.reading;

import io.qubinode.mcp.assistant.document.DocumentFolder;
import io.qubinode.mcp.assistant.document.DocumentsConfig;
import io.qubinode.mcp.assistant.document.SourceGlob;
import io.qubinode.mcp.assistant.document.UnreadDocument;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/** Finds the documents in the configured folders. */
@Singleton
public final class DocumentFolders {

    private static final Logger LOG = Logger.getLogger(DocumentFolders.class);

    private static final int ASCII = 128;

    private final List<DocumentFolder> folders;
    private final List<SourceGlob> include;
    private final List<SourceGlob> exclude;

    @Inject
    public DocumentFolders(DocumentsConfig config) {
        this.folders = DocumentFolder.all(config);
        this.include = config.include().orElse(List.of());
        this.exclude = config.exclude();
    }

    /** All documents in these folders. */
    public DocumentFolders(List<Path> folders) {
        this(folders, List.of(), List.of());
    }

    /** Those documents in these folders that fit an include glob, where there is one, and no exclude glob. */
    public DocumentFolders(List<Path> folders, List<SourceGlob> include, List<SourceGlob> exclude) {
        this.folders = folders.stream().map(DocumentFolder::of).toList();
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
    }

    /** The folders, or files, that are configured. */
    public List<Path> all() {
        return folders.stream().map(DocumentFolder::path).toList();
    }

    /** The folders, or files, that are configured but not there. */
    public List<Path> missing() {
        return folders.stream()
                .filter(folder -> !folder.isPulled())
                .map(DocumentFolder::path)
                .filter(Files::notExists)
                .toList();
    }

    /** The names of the repositories of which nothing was pulled yet, so that nobody knows whether their documents are gone. */
    public Set<String> awaited() {
        return folders.stream()
                .filter(folder -> folder.isPulled() && Files.notExists(folder.path()))
                .map(DocumentFolder::name)
                .collect(Collectors.toSet());
    }

    /**
     * The documents there are, in the order of folders and paths.
     *
     * @throws IOException when a folder cannot be listed
     */
    public List<DocumentFile> documents() throws IOException {
        return files().documents();
    }

    /**
     * The documents there are, and the files beside them that are none.
     *
     * @throws IOException when a folder cannot be listed
     */
    public FolderFiles files() throws IOException {
        var found = new ArrayList<DocumentFile>();
        var skipped = new ArrayList<UnreadDocument>();
        for (DocumentFolder folder : folders) {
            if (Files.exists(folder.path())) {
                // The folder itself may be a link: the operator means what it points at.
                Path real = folder.path().toRealPath();
                var finder = new Finder(folder, Files.isDirectory(real) ? real : real.getParent());
                Files.walkFileTree(real, finder);
                // A file system lists in any order, but the same documents must make the same index.
                finder.found.sort(Comparator.comparing(DocumentFile::source));
                finder.skipped.sort(Comparator.comparing(UnreadDocument::source));
                found.addAll(finder.found);
                skipped.addAll(finder.skipped);
            }
        }
        return new FolderFiles(found, skipped);
    }

    /**
     * The document of this path, of the first folder that has one; without listing any folder.
     *
     * @throws IOException when a folder cannot be read
     */
    public Optional<DocumentFile> find(String source) throws IOException {
        for (DocumentFolder folder : folders) {
            if (Files.exists(folder.path())) {
                Path real = folder.path().toRealPath();
                Path root = Files.isDirectory(real) ? real : real.getParent();
                Optional<Path> file = file(root, source).filter(path -> root.equals(real) || path.equals(real));
                if (file.isPresent()) {
                    var finder = new Finder(folder, root);
                    finder.visitFile(file.get(), attributes(file.get()));
                    if (!finder.found.isEmpty()) {
                        return Optional.of(finder.found.getFirst());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The file, if a walk from the root would come by it: through folders that are neither hidden nor links. */
    private static Optional<Path> file(Path root, String source) {
        Path at = root;
        String[] names = source.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            boolean last = i == names.length - 1;
            boolean isName = !names[i].isEmpty() && !names[i].equals("..") && !names[i].equals(".");
            if (!isName || names[i].indexOf('\0') >= 0 || !last && names[i].startsWith(".")) {
                return Optional.empty();
            }
            at = named(at, names[i]);
            if (!last && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
        }
        return Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? Optional.of(at) : Optional.empty();
    }

    /** A file by its name, or by one whose letters are encoded otherwise. */
    private static Path named(Path folder, String name) {
        Path exact = folder.resolve(name);
        if (Files.exists(exact, LinkOption.NOFOLLOW_LINKS) || name.chars().allMatch(letter -> letter < ASCII)) {
            return exact;
        }
        String wanted = Normalizer.normalize(name, Normalizer.Form.NFKC);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Normalizer.normalize(file.getFileName().toString(), Normalizer.Form.NFKC)
                            .equals(wanted))
                    .findFirst()
                    .orElse(exact);
        } catch (IOException e) {
            return exact;
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isWanted(String source) {
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(source)))
                && exclude.stream().noneMatch(glob -> glob.matches(source));
    }

    private final class Finder extends SimpleFileVisitor<Path> {

        private final DocumentFolder folder;
        private final Path root;
        private final List<DocumentFile> found = new ArrayList<>();
        private final List<UnreadDocument> skipped = new ArrayList<>();

        private Finder(DocumentFolder folder, Path root) {
            this.folder = folder;
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden = !directory.equals(root)
                    && directory.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String source = StreamSupport.stream(root.relativize(file).spliterator(), false)
                    .map(Path::toString)
                    .collect(Collectors.joining("/"));
            Optional<Path> content = attributes.isRegularFile() ? Optional.of(file) : inside(file);
            var document = new DocumentFile(folder.key(source), source, content.orElse(file));
            if (!isWanted(source)) {
                skipped.add(new UnreadDocument(source, "excluded by the settings"));
            } else if (content.isEmpty()) {
                skipped.add(new UnreadDocument(source, "not a file of this folder"));
            } else if (FileCheck.isPointer(file, attributes.size())) {
                skipped.add(new UnreadDocument(source, "only a pointer of Git LFS"));
            } else {
                Optional<String> refusal =
                        DocumentFormat.of(document).isPresent() ? Optional.empty() : FileCheck.refusal(file);
                refusal.ifPresentOrElse(
                        reason -> skipped.add(new UnreadDocument(source, reason)), () -> found.add(document));
            }
            return FileVisitResult.CONTINUE;
        }

        /** Kubernetes mounts each file of a ConfigMap as a link within its folder; any other link may lead to secrets. */
        private Optional<Path> inside(Path link) {
            try {
                return Optional.of(link.toRealPath())
                        .filter(target -> target.startsWith(root) && Files.isRegularFile(target));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            LOG.warnf(
                    "%s cannot be listed: %s",
                    root.relativize(file), e.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
        }
    }
}
