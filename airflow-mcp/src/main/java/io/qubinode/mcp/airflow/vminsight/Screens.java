package io.qubinode.mcp.airflow.vminsight;

import io.qubinode.mcp.airflow.libvirt.Guest.Screen;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Pictures of screens. */
final class Screens {

    // https://netpbm.sourceforge.net/doc/ppm.html, as QEMU writes it
    private static final Pattern PPM = Pattern.compile("P6\\s+(\\d{1,5})\\s+(\\d{1,5})\\s+255\\s");
    private static final int LONGEST_HEADER = 30;

    private Screens() {}

    static BufferedImage read(Screen screen) {
        try {
            BufferedImage image = screen.mimeType().contains("pixmap")
                    ? ppm(screen.data())
                    : ImageIO.read(new ByteArrayInputStream(screen.data()));
            if (image != null) {
                return image;
            }
        } catch (IOException e) {
            throw unreadable(screen, e);
        }
        throw unreadable(screen, null);
    }

    private static ToolException unreadable(Screen screen, IOException cause) {
        return new ToolException(
                ErrorCode.BACKEND_REFUSED,
                "The picture that libvirt gave, " + screen.mimeType() + ", cannot be read.",
                "Use get_vm_console_log.",
                cause);
    }

    private static BufferedImage ppm(byte[] data) {
        var head = new String(data, 0, Math.min(data.length, LONGEST_HEADER), StandardCharsets.ISO_8859_1);
        Matcher header = PPM.matcher(head);
        if (!header.lookingAt()) {
            return null;
        }
        int width = Integer.parseInt(header.group(1));
        int height = Integer.parseInt(header.group(2));
        int at = header.end();
        if (width == 0 || height == 0 || data.length - at < 3L * width * height) {
            return null;
        }
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                image.setRGB(x, y, (data[at] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8 | data[at + 2] & 0xFF);
            }
        }
        return image;
    }

    static byte[] png(BufferedImage image) {
        var file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }
}
