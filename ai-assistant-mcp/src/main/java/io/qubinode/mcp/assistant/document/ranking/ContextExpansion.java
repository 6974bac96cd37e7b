package io.qubinode.mcp.assistant.document.ranking;

import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.RankedPassage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows passages with what stands around them: short ones are found best, but read best in their context. Neighbours that were
 * both found become one.
 */
public final class ContextExpansion {

    /** About 400 tokens; five of that size nearly fit into one answer. */
    private static final int LARGEST = 1_600;

    private final Neighbours neighbours;
    private final Set<Place> shown = new HashSet<>();

    /** Where to look neighbours up. */
    @FunctionalInterface
    public interface Neighbours {
        Optional<Passage> at(String document, int place);
    }

    private record Place(String document, int place) {}

    private ContextExpansion(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** The chosen passages, widened, best first, at most so many; none is shown twice. */
    public static List<RankedPassage> of(List<Candidate> chosen, int most, Neighbours neighbours) {
        var widening = new ContextExpansion(neighbours);
        var widened = new ArrayList<RankedPassage>();
        for (Candidate candidate : chosen) {
            if (widened.size() == most) {
                break;
            }
            if (widening.shown.add(new Place(candidate.document(), candidate.place()))) {
                widened.add(new RankedPassage(widening.widened(candidate), candidate.score()));
            }
        }
        return widened;
    }

    /** By turns what follows, which mostly explains, and what goes before. */
    private Passage widened(Candidate candidate) {
        Passage passage = candidate.passage();
        int before = candidate.place() - 1;
        int after = candidate.place() + 1;
        boolean more = true;
        while (more) {
            more = false;
            Optional<Passage> next = fitting(candidate.document(), after, passage);
            if (next.isPresent()) {
                passage = passage.joinedWith(next.get());
                after++;
                more = true;
            }
            Optional<Passage> previous = fitting(candidate.document(), before, passage);
            if (previous.isPresent()) {
                passage = passage.joinedWith(previous.get());
                before--;
                more = true;
            }
        }
        return passage;
    }

    private Optional<Passage> fitting(String document, int place, Passage beside) {
        if (place < 0 || shown.contains(new Place(document, place))) {
            return Optional.empty();
        }
        Optional<Passage> neighbour = neighbours
                .at(document, place)
                .filter(found -> found.text().length() + beside.text().length() <= LARGEST);
        neighbour.ifPresent(found -> shown.add(new Place(document, place)));
        return neighbour;
    }
}
