package io.qubinode.mcp.airflow.airflowapi.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPatternTest {

    @ParameterizedTest
    @CsvSource({
        "plain text,plain text,true",
        "50%,50%,false",
        "a_b,a_b,false",
        "a|b,a_b,false",
        "a\\b,a_b,false",
        "größe,gr__e,false"
    })
    void findsAtLeastWhatHoldsTheText(String text, String pattern, boolean exact) {
        assertThat(SearchPattern.of(text)).isEqualTo(pattern);
        assertThat(SearchPattern.isExact(text)).isEqualTo(exact);
    }
}
