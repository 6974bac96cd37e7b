package io.qubinode.mcp.patterns;

/** A text that counts how many of its characters were read, parts of it included: work that a slow machine does not change. */
public final class CountedText implements CharSequence {

    /** More was read than anything of use would need. */
    public static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuchWork() {
            super("stopped", null, false, false);
        }
    }

    /** Of a text and its parts, which one thread reads. */
    private static final class Steps {
        private long count;
    }

    private final String text;
    private final Steps steps;
    private final long most;

    public CountedText(String text) {
        this(text, Long.MAX_VALUE);
    }

    /** A text that throws {@link TooMuchWork} when it is read too much. */
    public CountedText(String text, long most) {
        this(text, new Steps(), most);
    }

    private CountedText(String text, Steps steps, long most) {
        this.text = text;
        this.steps = steps;
        this.most = most;
    }

    public long steps() {
        return steps.count;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++steps.count > most) {
            throw new TooMuchWork();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        steps.count += end - start;
        return new CountedText(text.substring(start, end), steps, most);
    }

    @Override
    public String toString() {
        return text;
    }
}
