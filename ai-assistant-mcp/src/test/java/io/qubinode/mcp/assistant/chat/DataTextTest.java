package io.qubinode.mcp.assistant.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|im_start|>",
                "<|eot_id|>",
                "<｜tool▁calls▁begin｜>",
                "</s>",
                "<s>",
                "<start_of_turn>",
                "[INST]",
                "[/INST]",
                "<<SYS>>",
                "<tool_call>",
                "</tool_call>",
                "<function_calls>",
                "<function=delete_vm>",
                "<invoke name=\"delete_vm\">",
                "[TOOL_CALLS]"
            })
    void breaksWhatLooksLikeAMarkOfAModel(String mark) {
        assertThat(DataText.harmless("a " + mark + " b"))
                .doesNotContain(mark)
                .contains(mark.substring(0, 1) + " " + mark.substring(1))
                .startsWith("a ")
                .endsWith(" b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain type='kvm'><source file='/a'/></domain>",
                "cat <<EOF",
                "ssh <user>@<host>",
                "a[0] | b",
                "{\"name\": \"create_vm\", \"arguments\": {}}",
                "if x < y: print('—', \"ä\")\n\tok"
            })
    void leavesDocumentationAlone(String text) {
        assertThat(DataText.harmless(text)).isEqualTo(text);
    }

    @Test
    void takesOutWhatNobodySees() {
        String hidden = "a\u200bb\u202ec\u2066d\ufeffe\u0000f\u001b[31mg" + Character.toString(0xE0041) + "h";
        assertThat(DataText.harmless(hidden)).isEqualTo("abcdef[31mgh");
    }

    @Test
    void findsAMarkThatInvisibleCharactersPart() {
        assertThat(DataText.harmless("<\u200b|im_end|>")).isEqualTo("< |im_end|>");
    }

    @Test
    void knowsEveryEndOfALine() {
        assertThat(DataText.harmless("a\r\nb\rc\u2028d\u0085e")).isEqualTo("a\nb\nc\nd\ne");
    }
}
