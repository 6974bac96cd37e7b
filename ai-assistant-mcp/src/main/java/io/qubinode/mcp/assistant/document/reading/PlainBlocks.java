package io.qubinode.mcp.assistant.document.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the headings, paragraphs and code of text. */
final class PlainBlocks {

    private final List<String> lines;
    private final Outline outline;
    private final List<Block> blocks = new ArrayList<>();
    private int paragraph = -1;

    private PlainBlocks(List<String> lines, Outline outline) {
        this.lines = lines;
        this.outline = outline;
    }

    static List<Block> of(List<String> lines, Outline outline) {
        var found = new PlainBlocks(lines, outline);
        found.scan();
        return outline.isOrdered() ? inOrder(found.blocks) : found.blocks;
    }

    /** Headings by when their mark first appears, which is their level where the marks themselves have none. */
    private static List<Block> inOrder(List<Block> blocks) {
        var marks = new ArrayList<Integer>();
        var leveled = new ArrayList<Block>();
        for (Block block : blocks) {
            if (block.kind() != Block.Kind.HEADING) {
                leveled.add(block);
                continue;
            }
            if (!marks.contains(block.level())) {
                marks.add(block.level());
            }
            leveled.add(Block.heading(1 + marks.indexOf(block.level()), block.words(), block.from(), block.to()));
        }
        return leveled;
    }

    private void scan() {
        int i = 0;
        while (i < lines.size()) {
            Optional<Block> heading = outline.heading(lines, i);
            Optional<String> fence = outline.fence(lines.get(i));
            if (lines.get(i).isBlank()) {
                endParagraph(i++);
            } else if (heading.isPresent()) {
                endParagraph(i);
                blocks.add(heading.get());
                i = heading.get().to();
            } else if (fence.isPresent()) {
                endParagraph(i);
                int end = end(i + 1, fence.get());
                blocks.add(Block.code(i, end));
                i = end;
            } else {
                paragraph = paragraph < 0 ? i : paragraph;
                i++;
            }
        }
        endParagraph(lines.size());
    }

    private void endParagraph(int end) {
        if (paragraph >= 0) {
            blocks.add(Block.text(paragraph, end));
            paragraph = -1;
        }
    }

    private int end(int from, String fence) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).stripTrailing().equals(fence)) {
                return i + 1;
            }
        }
        return lines.size();
    }
}
