package io.qubinode.mcp.security.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Measures masking on lines that were committed before the masker was written. */
class SecretMaskMeasureTest {

    private static final Pattern SECRET = Pattern.compile("⟦([^⟧]*)⟧");

    @Test
    void masksAtLeast98OfAHundredSecrets() throws IOException {
        List<String> lines = lines("secrets");
        assertThat(lines).hasSize(200);
        var shown = new ArrayList<String>();
        for (String line : lines) {
            String plain = line.replace("¦", "").replace('␤', '\n');
            String masked = SecretMask.mask(plain.replaceAll("[⟦⟧]", ""));
            Matcher secrets = SECRET.matcher(plain);
            boolean hidden = true;
            while (secrets.find()) {
                hidden &= !masked.contains(secrets.group(1));
            }
            if (!hidden) {
                shown.add(masked);
            }
        }
        assertThat(shown).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void touchesAtMost2OfAHundredLinesWithoutSecrets() throws IOException {
        List<String> lines = lines("harmless");
        assertThat(lines).hasSize(200);
        List<String> touched = lines.stream()
                .map(SecretMask::mask)
                .filter(masked -> !lines.contains(masked))
                .toList();
        assertThat(touched).hasSizeLessThanOrEqualTo(4);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream file = SecretMaskMeasureTest.class.getResourceAsStream("/secrets/" + name + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
