package io.qubinode.mcp.airflow.vminsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qubinode.mcp.airflow.libvirt.Guest.Screen;
import io.qubinode.mcp.security.core.ErrorCode;
import io.qubinode.mcp.security.core.ToolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreensTest {

    private static final String PPM = "image/x-portable-pixmap";

    @Test
    void keepsEveryPixelOfAPixmap() throws IOException {
        byte[] png = Screens.png(Screens.read(screen("P6\n2 1\n255\n\u0001\u0002\u0003\u00FF\u0000\u0080")));
        var image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(2);
        assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x010203);
        assertThat(image.getRGB(1, 0) & 0xFFFFFF).isEqualTo(0xFF0080);
    }

    @Test
    void takesAPngAsItIs() {
        byte[] png = Screens.png(Screens.read(screen("P6\n1 1\n255\nabc")));
        assertThat(Screens.read(new Screen("image/png", png)).getWidth()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "P6\n2 1\n255\nabc", "P6\n99999 99999\n255\nabc", "P3\n1 1\n255\nabc", "P6\n0 1\n255\n"})
    void refusesWhatIsNoWholePixmap(String file) {
        var e = catchThrowableOfType(ToolException.class, () -> Screens.read(screen(file)));
        assertThat(e.error().code()).isEqualTo(ErrorCode.BACKEND_REFUSED);
    }

    private static Screen screen(String file) {
        return new Screen(PPM, file.getBytes(StandardCharsets.ISO_8859_1));
    }
}
