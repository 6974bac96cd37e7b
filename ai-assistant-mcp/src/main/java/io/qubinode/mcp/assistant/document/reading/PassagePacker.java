package io.qubinode.mcp.assistant.document.reading;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.Tables;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the blocks of a document into passages: neighbouring sections together while they are short, long sections cut between
 * blocks, and a block only when it alone is too large. For one document.
 */
final class PassagePacker {

    /** About 180 words: enough to tell what it is about, and little enough to be about one thing. */
    static final int LARGEST = 1_200;

    /** A section or block that is so little longer is not cut. */
    private static final int UNCUT = LARGEST * 13 / 10;

    /** Less than this, as a heading, does not stand alone. */
    private static final int SMALL = 100;

    private final String source;
    private final List<String> lines;
    private final List<Passage> passages = new ArrayList<>();
    private final List<Block> headings = new ArrayList<>();

    private String title = "";

    /** What is not emitted yet: lines from {@code from} to {@code to}, below {@code path}. */
    private int from = -1;

    private int to = -1;
    private int size;
    private List<String> path = List.of();

    PassagePacker(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    List<Passage> pack(List<Block> blocks) {
        title = titleOf(blocks);
        int start = 0;
        for (int i = 1; i <= blocks.size(); i++) {
            if (i == blocks.size() || blocks.get(i).kind() == Block.Kind.HEADING) {
                section(blocks.subList(start, i));
                start = i;
            }
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

    /** A heading and what stands below it before the next one. */
    private void section(List<Block> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        Block heading = blocks.getFirst();
        if (heading.kind() == Block.Kind.HEADING) {
            headings.removeIf(outer -> outer.level() >= heading.level());
            headings.add(heading);
        }
        int length = blocks.stream().mapToInt(this::length).sum();
        if (size >= SMALL && size + length > LARGEST) {
            close();
        }
        if (size < SMALL && length > LARGEST / 2) {
            // What stands before it is its heading rather than a section.
            path = words();
        }
        boolean whole = length <= UNCUT;
        for (Block block : blocks) {
            if (!whole && size >= SMALL && size + length(block) > LARGEST) {
                close();
            }
            if (length(block) > UNCUT) {
                cut(block);
            } else {
                add(block.from(), block.to());
            }
        }
        if (!whole) {
            close();
        }
    }

    private void add(int first, int end) {
        if (from < 0) {
            from = first;
            path = words();
        }
        to = end;
        size += length(first, end);
    }

    /** Cuts a block that is too large between its lines; each piece of a table has the names of the columns. */
    private void cut(Block block) {
        Tables.Header header =
                Tables.header(lines.subList(block.from(), block.to())).orElse(new Tables.Header(0, 0));
        int head = block.from() + header.from();
        int rows = block.from() + header.to();
        List<String> repeated = List.of();
        for (int i = block.from(); i < block.to(); i++) {
            boolean inHead = i > head && i <= rows && head < rows;
            if (!inHead && size > 0 && size + length(i, i + 1) > LARGEST) {
                emit(repeated);
                repeated = i > rows ? lines.subList(head, rows) : List.of();
                size = repeated.stream().mapToInt(line -> line.length() + 1).sum();
            }
            add(i, i + 1);
        }
        if (!repeated.isEmpty()) {
            emit(repeated);
        }
    }

    private void close() {
        emit(List.of());
    }

    private void emit(List<String> names) {
        while (from >= 0 && from < to && lines.get(from).isBlank()) {
            from++;
        }
        if (from >= 0 && to > from) {
            String text = String.join("\n", lines.subList(from, to));
            if (!names.isEmpty()) {
                text = String.join("\n", names) + "\n" + text;
            }
            // Lines of extracted text may be whole chapters.
            for (String piece : text.length() <= 2 * LARGEST ? List.of(text) : pieces(text)) {
                passages.add(new Passage(source, title, path, from + 1, to, piece));
            }
        }
        from = -1;
        size = 0;
    }

    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        int start = 0;
        while (text.length() - start > LARGEST) {
            int end = text.lastIndexOf(". ", start + LARGEST) + 1;
            end = end > start + SMALL ? end : text.lastIndexOf(' ', start + LARGEST);
            end = end > start + SMALL
                    ? end
                    : text.offsetByCodePoints(start, text.codePointCount(start, start + LARGEST));
            pieces.add(text.substring(start, end).strip());
            start = end;
        }
        pieces.add(text.substring(start).strip());
        return pieces;
    }

    private int length(Block block) {
        return length(block.from(), block.to());
    }

    private int length(int first, int end) {
        int length = 0;
        for (int i = first; i < end; i++) {
            length += lines.get(i).length() + 1;
        }
        return length;
    }

    private List<String> words() {
        return headings.stream()
                .map(Block::words)
                .filter(words -> !words.isEmpty())
                .toList();
    }
}
