package io.qubinode.mcp.assistant.document.ingestion;

import io.qubinode.mcp.assistant.document.SourceGlob;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What an administrator wants of the next reading of the documents. Thread-safe. */
@Singleton
public final class IngestionRequests {

    private final List<SourceGlob> unwanted = new ArrayList<>();
    private boolean wanted;
    private boolean readAll;

    /**
     * What one reading is asked for.
     *
     * @param all whether documents that have not changed are read too
     * @param unwanted documents whose passages are taken out
     */
    record Request(boolean all, List<SourceGlob> unwanted) {

        Request {
            unwanted = List.copyOf(unwanted);
        }
    }

    /** All folders are read, and all their documents when {@code all}. */
    public synchronized void read(boolean all) {
        wanted = true;
        readAll |= all;
    }

    /** The passages of these documents are taken out. */
    public synchronized void remove(SourceGlob documents) {
        wanted = true;
        unwanted.add(documents);
    }

    synchronized boolean any() {
        return wanted;
    }

    /** What was asked for since the last time. */
    synchronized Request take() {
        var request = new Request(readAll, unwanted);
        wanted = false;
        readAll = false;
        unwanted.clear();
        return request;
    }
}
