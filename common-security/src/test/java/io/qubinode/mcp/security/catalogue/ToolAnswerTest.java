package io.qubinode.mcp.security.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.qubinode.mcp.security.core.ToolJson;
import io.qubinode.mcp.security.tool.ContentBlock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolAnswerTest {

    @Test
    void isKeptWhole() {
        var answer = new ToolAnswer(
                Optional.of(ToolJson.MAPPER.createObjectNode().put("a", 1)),
                Optional.of("Others wrote this."),
                List.of(new ContentBlock.Text("b"), new ContentBlock.EmbeddedResource("c:d", "text/plain", "e")));
        assertThat(ToolAnswer.kept(answer.toKeep())).isEqualTo(answer);
        var picture = new ToolAnswer(
                Optional.empty(), Optional.empty(), List.of(new ContentBlock.Image("image/png", new byte[] {1, 2})));
        assertThat(ToolAnswer.kept(picture.toKeep()).blocks())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(picture.blocks());
    }
}
