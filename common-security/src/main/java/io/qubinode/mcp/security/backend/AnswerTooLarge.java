package io.qubinode.mcp.security.backend;

public final class AnswerTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param most so many bytes or characters are read */
    public AnswerTooLarge(long most) {
        super("The answer is larger than " + most);
    }

    public static boolean caused(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (cause instanceof AnswerTooLarge) {
                return true;
            }
        }
        return false;
    }
}
