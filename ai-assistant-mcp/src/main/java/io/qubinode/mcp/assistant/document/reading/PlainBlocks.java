package io.qubinode.mcp.assistant.document.reading;

import java.util.ArrayList;
import java.util.List;

/** Finds the paragraphs of plain text. */
final class PlainBlocks {

    private PlainBlocks() {}

    static List<Block> of(List<String> lines) {
        var blocks = new ArrayList<Block>();
        int from = -1;
        for (int i = 0; i <= lines.size(); i++) {
            boolean empty = i == lines.size() || lines.get(i).isBlank();
            if (empty && from >= 0) {
                blocks.add(Block.text(from, i));
                from = -1;
            } else if (!empty && from < 0) {
                from = i;
            }
        }
        return blocks;
    }
}
