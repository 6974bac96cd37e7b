package io.qubinode.mcp.assistant.document.postgres;

import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.Passage;
import io.qubinode.mcp.assistant.document.StoreUrl;
import io.qubinode.mcp.assistant.document.ingestion.IndexedDocument;
import io.qubinode.mcp.assistant.document.ingestion.SharedStore;
import io.qubinode.mcp.assistant.document.ingestion.StoreUnreachable;
import io.qubinode.mcp.assistant.document.reading.UnreadableDocument;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Keeps documents in PostgreSQL, what passages mean in pgvector's type. */
final class PostgresStore implements SharedStore {

    private static final Logger LOG = Logger.getLogger(PostgresStore.class);

    // Any number, the same in all replicas.
    private static final long WRITING = 0x51756264;

    private final Connector connector;
    private Connection connection;

    PostgresStore(StoreUrl url, Embedder meaning) {
        connector = new Connector(url, meaning);
    }

    /** Something to do with the database. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @Override
    public long version() throws IOException {
        return doing(open -> {
            try (Statement statement = open.createStatement();
                    ResultSet found = statement.executeQuery("SELECT number FROM " + connector.schema() + ".version")) {
                found.next();
                return found.getLong(1);
            } finally {
                // Otherwise a replica that only waits would keep the database from cleaning up.
                open.rollback();
            }
        });
    }

    @Override
    public Map<String, String> hashes() throws IOException {
        return doing(open -> {
            try (Statement statement = open.createStatement();
                    ResultSet found =
                            statement.executeQuery("SELECT key, hash FROM " + connector.schema() + ".documents")) {
                // In the order in which documents are read, so that every copy has its documents in the same.
                var hashes = new TreeMap<String, String>();
                while (found.next()) {
                    hashes.put(found.getString(1), found.getString(2));
                }
                return hashes;
            }
        });
    }

    @Override
    public Optional<IndexedDocument> document(String key) throws IOException {
        return doing(open -> {
            var hash = hash(open, key);
            return hash.isEmpty() ? Optional.empty() : Optional.of(document(open, key, hash.get()));
        });
    }

    private Optional<String> hash(Connection open, String key) throws SQLException {
        String sql = "SELECT hash FROM " + connector.schema() + ".documents WHERE key = ?";
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
            }
        }
    }

    private IndexedDocument document(Connection open, String key, String hash) throws SQLException {
        String sql = "SELECT source, title, headings, from_line, to_line, text, embedding::real[] FROM "
                + connector.schema() + ".passages WHERE document = ? ORDER BY place";
        var passages = new ArrayList<Passage>();
        var vectors = new ArrayList<float[]>();
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            statement.setString(1, key);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    passages.add(new Passage(
                            found.getString(1),
                            found.getString(2),
                            List.of((String[]) found.getArray(3).getArray()),
                            found.getInt(4),
                            found.getInt(5),
                            found.getString(6)));
                    vectors.add(floats(found.getArray(7)));
                }
            }
        }
        return new IndexedDocument(key, hash, passages, vectors);
    }

    /** An empty array for no embedding. */
    private static float[] floats(Array array) throws SQLException {
        if (array == null) {
            return new float[0];
        }
        Float[] boxed = (Float[]) array.getArray();
        float[] floats = new float[boxed.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = boxed[i];
        }
        return floats;
    }

    @Override
    public void put(IndexedDocument document) throws IOException, UnreadableDocument {
        Optional<SQLException> refusal = doing(open -> {
            Savepoint before = open.setSavepoint();
            try {
                insert(open, document);
                open.releaseSavepoint(before);
                return Optional.empty();
            } catch (SQLException e) {
                if (!SqlState.isOfData(e)) {
                    throw e;
                }
                // Otherwise what was put before would be lost with it.
                open.rollback(before);
                return Optional.of(e);
            }
        });
        if (refusal.isPresent()) {
            SQLException e = refusal.get();
            throw new UnreadableDocument("is refused by the shared store with SQL state " + e.getSQLState(), e);
        }
    }

    private void insert(Connection open, IndexedDocument document) throws SQLException {
        delete(open, document.key());
        String sql = "INSERT INTO " + connector.schema() + ".documents VALUES (?, ?)";
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            statement.setString(1, document.key());
            statement.setString(2, document.hash());
            statement.executeUpdate();
        }
        insertPassages(open, document);
    }

    private void insertPassages(Connection open, IndexedDocument document) throws SQLException {
        String sql =
                "INSERT INTO " + connector.schema() + ".passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::real[]::vector)";
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            for (int place = 0; place < document.passages().size(); place++) {
                Passage passage = document.passages().get(place);
                statement.setString(1, document.key());
                statement.setInt(2, place);
                statement.setString(3, passage.source());
                statement.setString(4, passage.title());
                statement.setArray(
                        5, open.createArrayOf("text", passage.headings().toArray()));
                statement.setInt(6, passage.fromLine());
                statement.setInt(7, passage.toLine());
                statement.setString(8, passage.text());
                float[] vector = document.vectors().get(place);
                statement.setArray(9, vector.length == 0 ? null : open.createArrayOf("float4", boxed(vector)));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Float[] boxed(float[] floats) {
        var boxed = new Float[floats.length];
        for (int i = 0; i < floats.length; i++) {
            boxed[i] = floats[i];
        }
        return boxed;
    }

    @Override
    public boolean remove(String key) throws IOException {
        return doing(open -> delete(open, key));
    }

    private boolean delete(Connection open, String key) throws SQLException {
        String sql = "DELETE FROM " + connector.schema() + ".documents WHERE key = ?";
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            statement.setString(1, key);
            return statement.executeUpdate() > 0;
        }
    }

    @Override
    public void commit() throws IOException {
        doing(open -> {
            try (Statement statement = open.createStatement()) {
                statement.executeUpdate("UPDATE " + connector.schema() + ".version SET number = number + 1");
            }
            open.commit();
            return null;
        });
    }

    @Override
    public boolean lock(Duration longest) throws IOException {
        return doing(open -> {
            try (Statement statement = open.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = " + longest.toMillis());
                statement.execute("SELECT pg_advisory_lock(" + WRITING + ")");
                open.commit();
                return true;
            } catch (SQLException e) {
                if (SqlState.isLocked(e)) {
                    open.rollback();
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public void end() throws IOException {
        if (connection == null) {
            return;
        }
        doing(open -> {
            open.rollback();
            try (Statement statement = open.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
            open.commit();
            return null;
        });
    }

    private <T> T doing(Work<T> work) throws IOException {
        try {
            if (connection == null) {
                connection = connector.connect();
            }
            return work.on(connection);
        } catch (SQLException e) {
            close();
            throw new StoreUnreachable(SqlState.reason(e), e);
        }
    }

    /** The connection's locks and what was not committed go with it. */
    private void close() {
        Connection broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                LOG.debug("A connection that is broken cannot be closed", e);
            }
        }
    }
}
