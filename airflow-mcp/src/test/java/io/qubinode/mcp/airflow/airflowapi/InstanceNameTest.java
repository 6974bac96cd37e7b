package io.qubinode.mcp.airflow.airflowapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceNameTest {

    private final InstanceName names = new InstanceName();

    @ParameterizedTest
    @ValueSource(strings = {"production", "lab-2", "a_b"})
    void takesWhatAModelCanWrite(String name) {
        assertThat(names.convert(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Prod", "2nd", "a b", "a.b", "default", "abcdefghijabcdefghijabcdefghijabc"})
    void refusesTheRestByTheKeyThatIsWrong(String name) {
        assertThatThrownBy(() -> names.convert(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "airflow.instances." + name + " is not a valid name of an Airflow; allowed are ");
    }
}
