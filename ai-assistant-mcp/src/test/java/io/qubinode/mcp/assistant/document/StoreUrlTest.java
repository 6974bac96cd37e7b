package io.qubinode.mcp.assistant.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {

    @Test
    void readsAllParts() {
        assertThat(StoreUrl.of("postgresql://rag:a%40b:c@db.lab:6432/docs"))
                .isEqualTo(new StoreUrl("db.lab", 6432, "docs", Optional.of("rag"), Optional.of("a@b:c")));
    }

    @Test
    void needsOnlyHostAndDatabase() {
        assertThat(StoreUrl.of(" postgres://db/docs "))
                .isEqualTo(new StoreUrl("db", 5432, "docs", Optional.empty(), Optional.empty()));
    }

    @Test
    void showsNoPassword() {
        assertThat(StoreUrl.of("postgresql://rag:secret@db/docs").toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "jdbc:postgresql://db/docs",
                "postgresql://db",
                "postgresql://db/",
                "http://db/docs",
                "postgresql://db/docs?sslmode=require"
            })
    void takesNothingElse(String text) {
        assertThatThrownBy(() -> StoreUrl.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
