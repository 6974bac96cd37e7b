package io.qubinode.mcp.assistant.document.reading;

import io.qubinode.mcp.assistant.document.Passage;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the blocks of a document into passages: one for each section, small neighbours together, large sections cut between
 * blocks, and a block only when it alone is too large. For one document.
 */
final class PassagePacker {

    /** About 200 tokens: a passage of one thought is found best. It is shown with its neighbours. */
    static final int LARGEST = 800;

    /** A section that is shorter takes its neighbours in. */
    static final int SMALL = 200;

    private final String source;
    private final List<String> lines;
    private final List<Passage> passages = new ArrayList<>();
    private final List<Block> headings = new ArrayList<>();

    private String title = "";
    private int from = -1;
    private int to = -1;
    private int size;
    private int topLevel;
    private boolean onlyHeadings;
    private List<String> path = List.of();

    PassagePacker(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    List<Passage> pack(List<Block> blocks) {
        title = titleOf(blocks);
        for (Block block : blocks) {
            if (block.kind() == Block.Kind.HEADING) {
                enter(block);
            }
            add(block);
        }
        close();
        return passages;
    }

    private String titleOf(List<Block> blocks) {
        return blocks.stream()
                .filter(block -> block.kind() == Block.Kind.HEADING)
                .filter(block -> !block.words().isEmpty())
                .findFirst()
                .map(Block::words)
                .orElseGet(() -> source.substring(source.lastIndexOf('/') + 1)
                        .replaceAll("\\.[^.]*$", "")
                        .replaceAll("[-_]+", " "));
    }

    /** A section begins. */
    private void enter(Block heading) {
        boolean leavesParent = heading.level() < topLevel || heading.level() == 1;
        if (from >= 0 && !onlyHeadings && (size >= SMALL || leavesParent)) {
            close();
        }
        headings.removeIf(outer -> outer.level() >= heading.level());
        headings.add(heading);
    }

    private void add(Block block) {
        int length = length(block.from(), block.to());
        if (from >= 0 && !onlyHeadings && size + length > LARGEST) {
            close();
        }
        if (from < 0) {
            from = block.from();
            onlyHeadings = true;
            topLevel = headings.isEmpty() ? 0 : headings.getLast().level();
            path = words();
        }
        path = onlyHeadings ? words() : common(path, words());
        onlyHeadings &= block.kind() == Block.Kind.HEADING;
        if (size + length > LARGEST) {
            cut(block);
        } else {
            to = block.to();
            size += length;
        }
    }

    /** Cuts a block that is too large between its lines, the first piece below its heading. */
    private void cut(Block block) {
        List<String> here = words();
        for (int i = block.from(); i < block.to(); i++) {
            int length = lines.get(i).length() + 1;
            if (from >= 0 && size > 0 && size + length > LARGEST && i > block.from()) {
                to = i;
                close();
            }
            if (from < 0) {
                from = i;
                path = here;
                topLevel = headings.isEmpty() ? 0 : headings.getLast().level();
            }
            to = i + 1;
            size += length;
        }
    }

    private void close() {
        if (from >= 0) {
            emit();
        }
        from = -1;
        size = 0;
        onlyHeadings = false;
    }

    private void emit() {
        String text = String.join("\n", lines.subList(from, to));
        if (text.length() <= 2 * LARGEST) {
            passages.add(new Passage(source, title, path, from + 1, to, text));
            return;
        }
        // Lines of extracted text may be whole chapters.
        for (String piece : pieces(text)) {
            passages.add(new Passage(source, title, path, from + 1, to, piece));
        }
    }

    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        int start = 0;
        while (text.length() - start > LARGEST) {
            int end = text.lastIndexOf(". ", start + LARGEST) + 1;
            end = end > start + SMALL ? end : text.lastIndexOf(' ', start + LARGEST);
            end = end > start + SMALL ? end : start + LARGEST;
            pieces.add(text.substring(start, end).strip());
            start = end;
        }
        pieces.add(text.substring(start).strip());
        return pieces;
    }

    private int length(int first, int end) {
        return lines.subList(first, end).stream()
                .mapToInt(line -> line.length() + 1)
                .sum();
    }

    private List<String> words() {
        return headings.stream()
                .map(Block::words)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private static List<String> common(List<String> one, List<String> other) {
        int same = 0;
        while (same < Math.min(one.size(), other.size()) && one.get(same).equals(other.get(same))) {
            same++;
        }
        return one.subList(0, same);
    }
}
