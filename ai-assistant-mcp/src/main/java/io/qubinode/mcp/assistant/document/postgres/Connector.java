package io.qubinode.mcp.assistant.document.postgres;

import io.qubinode.mcp.assistant.document.Embedder;
import io.qubinode.mcp.assistant.document.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Connects to the database and makes the tables that are not there yet. */
final class Connector {

    /** To be raised with the index's format: replicas of two versions each have their own tables. */
    private static final String SCHEMA = "qubinode_documents_7";

    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 60;

    // Any number, the same in all replicas: two that start at once must not make the tables twice.
    private static final long MAKING_TABLES = 0x51756269;

    private static final String TABLES = """
            CREATE EXTENSION IF NOT EXISTS vector;
            CREATE SCHEMA IF NOT EXISTS %1$s;
            CREATE TABLE IF NOT EXISTS %1$s.version (number bigint NOT NULL);
            INSERT INTO %1$s.version SELECT 0 WHERE NOT EXISTS (SELECT FROM %1$s.version);
            CREATE TABLE IF NOT EXISTS %1$s.documents (key text PRIMARY KEY, hash text NOT NULL);
            CREATE TABLE IF NOT EXISTS %1$s.passages (
                document text NOT NULL REFERENCES %1$s.documents ON DELETE CASCADE,
                place int NOT NULL,
                source text NOT NULL,
                title text NOT NULL,
                headings text[] NOT NULL,
                from_line int NOT NULL,
                to_line int NOT NULL,
                text text NOT NULL,
                embedding vector,
                PRIMARY KEY (document, place))
            """;

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final String schema;

    Connector(StoreUrl url, Embedder meaning) {
        schema = SCHEMA + "_" + nameOf(meaning.models());
        source.setServerNames(new String[] {url.host()});
        source.setPortNumbers(new int[] {url.port()});
        source.setDatabaseName(url.database());
        url.user().ifPresent(source::setUser);
        url.password().ifPresent(source::setPassword);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("ai-assistant-mcp");
    }

    /** Replicas with other models have tables of their own too. */
    private static String nameOf(String models) {
        return UUID.nameUUIDFromBytes(models.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** What the tables are in. */
    String schema() {
        return schema;
    }

    /** A connection that commits only when it is told to. */
    Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // What is copied is of one moment.
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT pg_advisory_xact_lock(" + MAKING_TABLES + ")");
            statement.execute(TABLES.formatted(schema));
            connection.commit();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
