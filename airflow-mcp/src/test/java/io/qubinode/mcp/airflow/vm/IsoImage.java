package io.qubinode.mcp.airflow.vm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the files of a CD-ROM image's root folder.
 *
 * @see <a href="https://ecma-international.org/publications-and-standards/standards/ecma-119/">ECMA-119</a>, Joliet and RRIP
 */
final class IsoImage {

    /** How names are written. */
    enum Names {
        /** As Linux reads them: the plain names, unless Rock Ridge has others. */
        PRIMARY(1),
        /** As Windows reads them. */
        JOLIET(2);

        private final int descriptorType;

        Names(int descriptorType) {
            this.descriptorType = descriptorType;
        }
    }

    private static final int SECTOR = 2048;
    private static final int FIRST_DESCRIPTOR = 16;
    private static final int TERMINATOR = 255;

    private final ByteBuffer image;

    IsoImage(byte[] image) {
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    String label(Names names) {
        return text(descriptor(names) + 40, 32, names)
                .replace((char) 0, (char) 32)
                .strip();
    }

    Map<String, String> files(Names names) {
        int root = descriptor(names) + 156;
        int start = image.getInt(root + 2) * SECTOR;
        int end = start + image.getInt(root + 10);
        var files = new LinkedHashMap<String, String>();
        for (int at = start; at < end && image.get(at) != 0; at += Byte.toUnsignedInt(image.get(at))) {
            boolean folder = (image.get(at + 25) & 2) != 0;
            if (!folder) {
                byte[] content = bytes(image.getInt(at + 2) * SECTOR, image.getInt(at + 10));
                files.put(name(at, names), new String(content, StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private String name(int at, Names names) {
        int length = image.get(at + 32);
        int rest = at + 33 + length + (length % 2 == 0 ? 1 : 0);
        int end = at + Byte.toUnsignedInt(image.get(at));
        for (int entry = rest; names == Names.PRIMARY && entry + 4 < end && image.get(entry + 2) > 0; ) {
            int size = image.get(entry + 2);
            if (image.get(entry) == 'N' && image.get(entry + 1) == 'M') {
                return new String(bytes(entry + 5, size - 5), StandardCharsets.US_ASCII);
            }
            entry += size;
        }
        return text(at + 33, length, names).replaceFirst("\\.?;1$", "");
    }

    private String text(int at, int length, Names names) {
        return new String(
                bytes(at, length), names == Names.JOLIET ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII);
    }

    private byte[] bytes(int at, int length) {
        return Arrays.copyOfRange(image.array(), at, at + length);
    }

    private int descriptor(Names names) {
        for (int at = FIRST_DESCRIPTOR * SECTOR; Byte.toUnsignedInt(image.get(at)) != TERMINATOR; at += SECTOR) {
            if (image.get(at) == names.descriptorType) {
                return at;
            }
        }
        throw new AssertionError("There is no volume descriptor for " + names);
    }
}
