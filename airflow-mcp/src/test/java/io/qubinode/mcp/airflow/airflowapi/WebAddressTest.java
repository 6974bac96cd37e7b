package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://airflow.lab.example/airflow/", "http://airflow_api:8080"})
    void takesAnAddressAsItIs(String address) {
        assertThat(new WebAddress().convert(" " + address + " ")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"airflow.lab.example", "localhost:8080", "ftp://airflow", "http://", "http:///x", "http://a b"})
    void saysHowAnAddressIsWritten(String wrong) {
        assertThatThrownBy(() -> new WebAddress().convert(wrong))
                .hasMessage("not an address such as https://airflow.lab.example");
    }
}
