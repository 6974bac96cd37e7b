package io.qubinode.mcp.assistant.document.ranking;

import java.util.ArrayList;
import java.util.List;

/** The best candidates in the order of a second look. */
public final class SecondLook {

    /** So many are looked at: among them is nearly all that answers a question. */
    public static final int CANDIDATES = 30;

    private SecondLook() {}

    /**
     * The same candidates, the first of them in another order. Their scores stay, from the highest on, because those of a second look
     * have another scale than those of the others.
     *
     * @param ranked best first
     * @param order of as many of them as it has places, by their places so far
     */
    public static List<Candidate> of(List<Candidate> ranked, List<Integer> order) {
        var all = new ArrayList<>(ranked);
        for (int i = 0; i < order.size(); i++) {
            Candidate better = ranked.get(order.get(i));
            all.set(
                    i,
                    new Candidate(
                            better.document(), better.passage(), ranked.get(i).score()));
        }
        return all;
    }
}
