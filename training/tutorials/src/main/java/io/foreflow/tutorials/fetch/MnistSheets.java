package io.foreflow.tutorials.fetch;

import io.foreflow.training.data.DatasetException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Digits from PNG sheets, a line of 784 pixels each, as one IDX file of 28 × 28 bytes each. */
final class MnistSheets {
    private static final int SIDE = 28;
    private static final int LINES = 3_000;
    private static final int MAGIC = 0x0803;
    private static final int HEADER = 16;

    private MnistSheets() {}

    static void unpack(List<Path> sheets, OutputStream content) throws IOException {
        content.write(ByteBuffer.allocate(HEADER)
                .putInt(MAGIC)
                .putInt(sheets.size() * LINES)
                .putInt(SIDE)
                .putInt(SIDE)
                .array());
        for (Path sheet : sheets) {
            BufferedImage image = ImageIO.read(sheet.toFile());
            if (image == null || image.getWidth() != SIDE * SIDE || image.getHeight() != LINES) {
                throw new DatasetException(sheet + " is not a PNG of " + SIDE * SIDE + " x " + LINES + " pixels");
            }
            Raster raster = image.getRaster();
            int[] values = new int[SIDE * SIDE];
            byte[] digit = new byte[SIDE * SIDE];
            for (int line = 0; line < LINES; line++) {
                raster.getSamples(0, line, SIDE * SIDE, 1, 0, values);
                for (int i = 0; i < digit.length; i++) {
                    digit[i] = (byte) values[i];
                }
                content.write(digit);
            }
        }
    }
}
