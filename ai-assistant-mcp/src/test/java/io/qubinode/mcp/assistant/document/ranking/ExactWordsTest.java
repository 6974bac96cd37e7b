package io.qubinode.mcp.assistant.document.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactWordsTest {

    @ParameterizedTest
    @CsvSource({
        "What is AIRFLOW__CORE__DAGS_FOLDER for?, set airflow__core__dags_folder=/dags",
        "what does --network-name do, pass --network-name lab",
        "where is getTaskLogs, call getTaskLogs()",
        "exit code QBN-4042, error QBN-4042: no such pool",
        "the message \"no such pool\" appears, it says: No such pool",
        "no such  pool here, There is no such pool here.",
        "/etc/kcli/hooks.d is empty, files in /etc/kcli/hooks.d"
    })
    void findsWhatStandsThereLetterByLetter(String question, String text) {
        double[] shares = shares(question, text);
        assertThat(shares[0]).isPositive();
        assertThat(shares[1]).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "which port is open, the port is open",
        "What about net1?, the pool net10",
        "use dry_run, dry_runs are many"
    })
    void findsNothingElse(String question, String text) {
        assertThat(shares(question, text)[0]).isZero();
    }

    @Test
    void tellsNothingByWhatAllHave() {
        var texts = new ArrayList<>(List.of("cloud-init status --wait", "cloud-init clean"));
        double[] shares = new ExactWords("does cloud-init know status--wait").shares(texts);
        assertThat(shares[1]).isLessThan(0.3);
    }

    private static double[] shares(String question, String text) {
        var texts = new ArrayList<>(List.of(text));
        for (int i = 0; i < 20; i++) {
            texts.add("something else " + i);
        }
        return new ExactWords(question).shares(texts);
    }
}
