package io.qubinode.mcp.assistant.document.reading;

import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** Gives up on what would fill the memory: in a PDF, a few bytes can stand for any number of letters. */
final class BoundedTextStripper extends PDFTextStripper {

    /** There are more than this reads. */
    static final class TooManyLetters extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    // Each holds some hundred bytes until its page is read; a page that is full of small print has ten thousand.
    static final int MOST_OF_A_PAGE = 200_000;
    // As many as the largest text has.
    private static final long MOST = DocumentReader.LARGEST_BYTES;

    private int ofPage;
    private long letters;

    @Override
    protected void startPage(PDPage page) {
        ofPage = 0;
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        if (++ofPage > MOST_OF_A_PAGE || ++letters > MOST) {
            throw new TooManyLetters();
        }
        super.processTextPosition(text);
    }
}
