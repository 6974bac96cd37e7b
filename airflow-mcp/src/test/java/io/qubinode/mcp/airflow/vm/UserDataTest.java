package io.qubinode.mcp.airflow.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserDataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#cloud-config\nruncmd:\n - [echo, \"a: b\"]\n",
                "#cloud-config \r\nwrite_files:\r\n- {path: /etc/x, content: \"<&>\"}\r\n",
                "#cloud-config\na: &x [1]\nb: *x\n",
                "#!/bin/sh\nrm -rf /tmp/x; echo $(id)\n",
                "\n #Cloud-Config\na: 1\n",
                "\uFEFF#cloud-config\na: 1\n",
                "#!id",
                "#! /usr/bin/env python3\nprint(1)",
                "#cloud-boothook\nid",
                "#part-handler\ndef list_types(): return []",
                "#cloud-config-jsonp\n[{\"op\": \"add\", \"path\": \"/runcmd\", \"value\": []}]",
                "#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    a: 1\n- '#!/bin/sh'\n",
                "## template: jinja\n#cloud-config\na: {{ ds.meta_data.x }}\n{% if 1 %}\nb: 1\n{% endif %}\n",
                "## template: jinja\n#!/bin/sh\necho {{ v1.region }}",
                "Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n--x--\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x--\n"
            })
    void takesWhatCloudInitTakes(String text) {
        assertThatCode(() -> UserData.check(text, Includes.REFUSE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "runcmd: [id]",
                "#include\nhttp://elsewhere.example/x",
                "## template: jinja\nruncmd: [{{ x }}]",
                "## template: jinja\n## template: jinja\n#cloud-config\na: 1",
                "## template: jinja\n#cloud-config\n- no mapping",
                "## template: jinja\n#include\nhttp://elsewhere.example/{{ x }}",
                "#cloud-config-archive\na: 1\n",
                "#cloud-config-archive\n- type: text/x-include-url\n  content: http://elsewhere.example/x\n",
                "#cloud-config-archive\n- \"#include\\nhttp://elsewhere.example/x\"\n",
                "#cloud-config\n# mime-version: 1.0\n\n--x\nContent-Type: text/x-include-url\n\nhttp://elsewhere.example/x\n",
                "#cloud-config\n",
                "#cloud-config\n- a list\n",
                "#cloud-config\njust words\n",
                "#cloud-config\na: [unclosed\n",
                "#cloud-config\na: 1\na: 2\n",
                "#cloud-config\na: 1\n---\nb: 2\n",
                "#cloud-config\na: !!python/object/apply:os.system [id]\n",
                "#cloud-config\na: !!javax.script.ScriptEngineManager [x]\n",
                "#cloud-config\n\ta: 1\n",
                "#cloud-config\na: \u0000\n",
                "#!/bin/sh\nprintf '\u001b[2J'\n"
            })
    void refusesWhatCloudInitWouldIgnoreOrFetch(String text) {
        assertThatThrownBy(() -> UserData.check(text, Includes.REFUSE))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.error().message()).startsWith("user_data ");
                    assertThat(e.error().hint()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--x\nContent-Type: text/x-include-url\n\nhttp://elsewhere.example/x\n--x--\n",
                "--x\ncontent-type:TEXT/X-Include-Once-URL\n\nhttp://elsewhere.example/x\n--x--\n",
                "--x\nContent-Type: text/cloud-config-archive\n\n- {type: text/x-shellscript}\n--x--\n",
                "--x\nContent-Type: text/plain\n\n\n #Include\nhttp://elsewhere.example/x\n--x--\n",
                "--x\n\n#include-once http://elsewhere.example/x\n--x--\n",
                "--x\n#include\nhttp://elsewhere.example/x\n--x--\n",
                "--x\n"
                        + "Content-Type: text/plain\n"
                        + "Content-Transfer-Encoding:\n"
                        + " base64\n\n"
                        + "I2luY2x1ZGUKaHR0cDov\n"
                        + "L3gK\n"
                        + "--x--\n",
                "--x\nContent-Transfer-Encoding: BASE64\n\nH4sIAAAAAAAAA1POzEvOKU1JBQBq2aF2CAAAAA==\n--x--\n",
                "--x\nContent-Transfer-Encoding: quoted-printable\n\n=23include\n--x--\n",
                "--x\r\n"
                        + "Content-Type: multipart/mixed; boundary=y\r\n\r\n"
                        + "--y\r\n\r\n"
                        + "#include\r\n"
                        + "http://x\r\n"
                        + "--y--\r\n"
                        + "--x--\r\n"
            })
    void refusesAnIncludeInAMimeMessageUnlessIncludesAreAllowed(String parts) {
        String text = "Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n" + parts;
        assertThatThrownBy(() -> UserData.check(text, Includes.REFUSE))
                .isInstanceOfSatisfying(ToolException.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.error().hint()).contains("airflow.machines.user_data.includes");
                });
        assertThatCode(() -> UserData.check(text, Includes.ALLOW)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--x\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ncat > a.c <<E\n\n#include <stdio.h>\nE\n--x--\n",
                "--x\n"
                        + "Content-Type: text/cloud-config\n"
                        + "Content-Transfer-Encoding: base64\n\n"
                        + "I2Nsb3VkLWNvbmZpZwph\n"
                        + "--x--\n",
                "--x\n"
                        + "Content-Type: text/cloud-config; charset=\"us-ascii\"\n"
                        + "Content-Transfer-Encoding: 7bit\n\n"
                        + "#cloud-config\n"
                        + "a: 1\n"
                        + "--x--\n"
            })
    void takesAMimeMessageWithoutIncludes(String parts) {
        String text = "Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n" + parts;
        assertThatCode(() -> UserData.check(text, Includes.REFUSE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#include\nhttp://elsewhere.example/x", "#include-once http://elsewhere.example/x"})
    void takesAnIncludeWhereIncludesAreAllowed(String text) {
        assertThatCode(() -> UserData.check(text, Includes.ALLOW)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537})
    void refusesWhatIsTooLong(int length) {
        assertThatThrownBy(() -> UserData.check("#!/bin/sh\n" + "#".repeat(length - 10), Includes.REFUSE))
                .hasMessageContaining("longer than 65536");
    }

    /** Ten levels of ten aliases each would be 10 billion words. */
    @ParameterizedTest
    @ValueSource(ints = {9})
    void refusesABombOfAliases(int levels) {
        var bomb = new StringBuilder("#cloud-config\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i <= levels; i++) {
            String one = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(",", java.util.Collections.nCopies(10, one)) + "]\n");
        }
        assertThatThrownBy(() -> UserData.check(bomb.toString(), Includes.REFUSE))
                .hasMessageContaining("not valid YAML");
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000})
    void refusesNestingWithoutEnd(int depth) {
        assertThatThrownBy(() ->
                        UserData.check("#cloud-config\na: " + "[".repeat(depth) + "]".repeat(depth), Includes.REFUSE))
                .hasMessageContaining("not valid YAML");
    }

    @Test
    void unpacksGzip() throws IOException {
        String text = "#cloud-config\nruncmd: [id]\n";
        assertThatCode(() -> UserData.check(packed(text), Includes.REFUSE)).doesNotThrowAnyException();
        assertThat(UserData.plain(packed(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#include\nhttp://elsewhere.example/x", "no format", "#!/bin/sh\n\u0000"})
    void checksWhatIsInGzip(String text) throws IOException {
        String packed = packed(text);
        assertThatThrownBy(() -> UserData.check(packed, Includes.REFUSE)).isInstanceOf(ToolException.class);
    }

    @Test
    void unpacksNoBomb() throws IOException {
        String packed = packed("#!/bin/sh\n" + "#".repeat(2 << 20));
        assertThatThrownBy(() -> UserData.check(packed, Includes.REFUSE)).hasMessageContaining("longer than 1024 KiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H4sI", "H4sIAAAAAAAAA!!!!", "H4sIAAAA not base64"})
    void refusesGzipThatIsNone(String text) {
        assertThatThrownBy(() -> UserData.check(text, Includes.REFUSE)).isInstanceOf(ToolException.class);
    }

    private static String packed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getMimeEncoder().encodeToString(bytes.toByteArray()) + "\n";
    }
}
