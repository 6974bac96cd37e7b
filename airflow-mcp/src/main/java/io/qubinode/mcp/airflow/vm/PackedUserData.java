package io.qubinode.mcp.airflow.vm;

import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/** User-data in gzip, which cloud-init unpacks, in base64, because arguments are text. */
final class PackedUserData {

    // The base64 of gzip's magic number and its only method: https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
    private static final String BEGINNING = "H4sI";
    private static final int LONGEST = 1 << 20;

    private PackedUserData() {}

    static boolean isPacked(String text) {
        return text.startsWith(BEGINNING);
    }

    /** @throws ToolException {@code invalid_argument} when it is not text in gzip in base64, or too long */
    static String unpacked(String text) {
        try (var gzip = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(text)))) {
            byte[] content = gzip.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw invalid("user_data is longer than " + (LONGEST >> 10) + " KiB when it is unpacked.", null);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("user_data in gzip is not text in UTF-8.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw invalid("user_data looks like gzip in base64, but cannot be unpacked.", e);
        }
    }

    private static ToolException invalid(String message, Exception cause) {
        return new ToolException(
                ErrorCode.INVALID_ARGUMENT,
                message,
                "Send plain text, or the text compressed with gzip and then encoded in base64.",
                cause);
    }
}
