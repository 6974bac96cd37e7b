package io.qubinode.mcp.patterns;

import java.util.concurrent.atomic.AtomicLong;

/** A text that counts how many of its characters were read, parts of it included: work that a slow machine does not change. */
public final class CountedText implements CharSequence {

    /** More was read than anything of use would need. */
    public static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuchWork() {
            super("stopped", null, false, false);
        }
    }

    private final String text;
    private final AtomicLong steps;
    private final long most;

    public CountedText(String text) {
        this(text, Long.MAX_VALUE);
    }

    /** A text that throws {@link TooMuchWork} when it is read too much. */
    public CountedText(String text, long most) {
        this(text, new AtomicLong(), most);
    }

    private CountedText(String text, AtomicLong steps, long most) {
        this.text = text;
        this.steps = steps;
        this.most = most;
    }

    public long steps() {
        return steps.get();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (steps.incrementAndGet() > most) {
            throw new TooMuchWork();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        steps.addAndGet(end - start);
        return new CountedText(text.substring(start, end), steps, most);
    }

    @Override
    public String toString() {
        return text;
    }
}
