package io.qubinode.mcp.assistant.document.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStateTest {

    /** U+0000, a letter that the database's encoding has not, no number in a vector, a key that is too long. */
    @ParameterizedTest
    @CsvSource({"22021", "22P05", "22000", "23502", "54000"})
    void tellsDataThatTheDatabaseRefuses(String state) {
        assertThat(SqlState.isOfData(new SQLException("", state))).isTrue();
        assertThat(SqlState.isOfData(new BatchUpdateException("", state, 0, new int[0], null)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"08006", "25P02", "28P01", "40001", "42501", "53100", "57014", "57P01", "58P01", "''"})
    void tellsADatabaseThatCannotBeUsed(String state) {
        assertThat(SqlState.isOfData(new SQLException("", state))).isFalse();
    }

    @Test
    void knowsNothingOfAFailureWithoutState() {
        assertThat(SqlState.isOfData(new SQLException())).isFalse();
        assertThat(SqlState.reason(new SQLException("", "53100"))).isEqualTo("it answers with SQL state 53100");
    }
}
