package io.qubinode.mcp.airflow.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTextTest {

    @Test
    void masksWhatLooksLikeASecret() {
        assertThat(SecretText.masked("password=hunter2 user=bob")).isEqualTo("password=*** user=bob");
        assertThat(SecretText.masked("\"api_key\": \"abc def\", \"n\": 1")).isEqualTo("\"api_key\": ***, \"n\": 1");
        assertThat(SecretText.masked("Authorization: Bearer abcdefghijk.lmn")).isEqualTo("Authorization: Bearer ***");
        assertThat(SecretText.masked("key AKIAABCDEFGHIJKLMNOP")).isEqualTo("key ***");
        assertThat(SecretText.masked("postgres://bob:pw@db/lab")).isEqualTo("postgres://bob:***@db/lab");
    }

    @Test
    void leavesOrdinaryTextAlone() {
        String line = "12:00:01 copied 3 files: a, b, c to host:/srv (took 4 s); basic checks passed";
        assertThat(SecretText.masked(line)).isEqualTo(line);
    }
}
