package io.foreflow.models.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory that decoding takes, and that it is known before. */
class PictureMemoryTest {
    /** Readers, streams and tables, whatever the picture. */
    private static final long FIXED = 1_000_000;

    /** Maximum number of scans that Java's own writer makes. */
    private static final int MOST_SCANS_WRITTEN = 11;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // ---- what is said beforehand is what it takes

    private static Stream<byte[]> everyKind() {
        List<byte[]> files = new ArrayList<>();
        int[][] sizes = {{600, 400}, {40_000, 3}, {3, 20_000}, {300_000, 1}};
        for (int[] size : sizes) {
            for (boolean interlaced : new boolean[] {false, true}) {
                for (boolean transparent : new boolean[] {false, true}) {
                    for (int bits : new int[] {1, 2, 4, 8, 16}) {
                        files.add(PictureFiles.blackPng(size[0], size[1], bits, 0, interlaced, transparent));
                        if (bits <= 8) {
                            files.add(PictureFiles.blackPng(size[0], size[1], bits, 3, interlaced, transparent));
                        }
                        if (bits >= 8) {
                            files.add(PictureFiles.blackPng(size[0], size[1], bits, 2, interlaced, transparent));
                            files.add(PictureFiles.blackPng(size[0], size[1], bits, 4, interlaced, false));
                            files.add(PictureFiles.blackPng(size[0], size[1], bits, 6, interlaced, false));
                        }
                    }
                }
            }
        }
        for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage image = new BufferedImage(600, 400, type);
            files.add(PictureFiles.jpeg(image, false));
            files.add(PictureFiles.jpeg(image, true));
        }
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void shouldTakeNoMoreThanIsSaidBeforehand(byte[] file) {
        PictureHeader header = PictureHeader.read(file);
        for (int side : new int[] {8, 200}) {
            // given
            long said = header.bytes(
                    Subsampling.of(header.width(), side).count(),
                    Subsampling.of(header.height(), side).count(),
                    file.length);

            // when
            long before = THREADS.getCurrentThreadAllocatedBytes();
            byte[] pixels = PictureDecoder.bytes(file, side, side, 3);
            long taken = THREADS.getCurrentThreadAllocatedBytes() - before;

            // then; each line is copied on its way, by a progressive JPEG once for each of its scans
            long copied = said * (header.coefficientBytes() > 0 ? MOST_SCANS_WRITTEN : 1);
            assertThat(taken).as("%s to %d", header, side).isLessThan(said + copied + FIXED);
            assertThat(pixels).hasSize(side * side * 3);
        }
    }

    @Test
    void shouldCountTheCoefficientsOfAProgressiveJpeg() {
        BufferedImage image = new BufferedImage(801, 600, BufferedImage.TYPE_3BYTE_BGR);

        PictureHeader progressive = PictureHeader.read(PictureFiles.jpeg(image, true));
        PictureHeader baseline = PictureHeader.read(PictureFiles.jpeg(image, false));

        // 4:2:0 in units of 16 x 16 pixels: 51 x 38 units of 6 blocks of 64 coefficients of 2 bytes.
        assertThat(progressive).isEqualTo(new PictureHeader("jpeg", 801, 600, 3, 8, 51 * 38 * 6 * 64 * 2));
        assertThat(baseline).isEqualTo(new PictureHeader("jpeg", 801, 600, 3, 8, 0));
    }

    // ---- small files that claim much

    @Test
    void shouldDecodeAHugePictureOfSixteenBitsInLittleMemory() {
        // given 201 MB of pixels
        byte[] file = PictureFiles.blackPng(5_792, 5_791, 16, 2, false, false);
        assertThat(file).hasSizeLessThan(350_000);

        // when
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byte[] pixels = PictureDecoder.bytes(file, 28, 28, 1, new DecodingBudget(2_500_000));
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;

        // then
        assertThat(pixels).containsOnly(0).hasSize(28 * 28);
        assertThat(taken).isLessThan(2_500_000 + FIXED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"33554432 1", "1 33554433", "2147483647 2147483647", "32767 1024", "5793 5792"})
    void shouldRefuseWhatTakesTooMuchBeforeItIsDecoded(String size) {
        // given the header of a PNG of 16 bits and four bands without its pixels
        String[] sides = size.split(" ");
        byte[] file = PictureFiles.blackPng(1, 1, 16, 6, false, false);
        java.nio.ByteBuffer.wrap(file, 16, 8).putInt(Integer.parseInt(sides[0])).putInt(Integer.parseInt(sides[1]));

        // when
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> PictureDecoder.bytes(file, 2048, 2048, 3, new DecodingBudget(100_000_000)))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageStartingWith("the picture is too large: ");

        // then
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(FIXED);
    }

    @Test
    void shouldRefuseAJpegOfManyScans() {
        // given a progressive one whose last scan, two bytes of it, stands there a hundred times
        byte[] file = PictureFiles.jpeg(new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY), true);
        int last = 0;
        for (int i = 0; i + 1 < file.length; i++) {
            last = (file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == 0xDA ? i : last;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(file, 0, last);
        for (int i = 0; i < PictureDecoder.MOST_SCANS; i++) {
            many.write(file, last, file.length - last - 2);
        }
        many.write(file, file.length - 2, 2);

        // when, then
        assertThatThrownBy(() -> PictureDecoder.bytes(many.toByteArray(), 8, 8, 1))
                .isInstanceOf(PictureTooLargeException.class)
                .hasMessageContaining("scans; at most 100 are decoded");
    }

    /** Texts and profiles that unpack to much more are passed over, not unpacked. */
    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP", "tEXt", "ruBB"})
    void shouldPassOverChunksThatHoldNoPixels(String type) throws IOException {
        for (int colours : new int[] {2, 3}) {
            // given
            byte[] plain = PictureFiles.blackPng(30, 20, 8, colours, false, false);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(plain, 0, 33);
            PictureFiles.chunk(out, type, compressedMegabytes(type));
            out.write(plain, 33, plain.length - 33);
            byte[] file = bytes.toByteArray();

            // when
            long before = THREADS.getCurrentThreadAllocatedBytes();
            byte[] pixels = PictureDecoder.bytes(file, 20, 30, 3);

            // then
            assertThat(pixels).isEqualTo(PictureDecoder.bytes(plain, 20, 30, 3));
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * file.length + FIXED);
        }
    }

    /** A keyword, what says "compressed", and 30 MB of zeros in 30 kB. */
    private static byte[] compressedMegabytes(String type) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(new byte[] {'a', 0});
        data.write(type.equals("iTXt") ? new byte[] {1, 0, 0, 0} : new byte[] {0});
        try (java.util.zip.DeflaterOutputStream deflated = new java.util.zip.DeflaterOutputStream(data)) {
            for (int i = 0; i < 30; i++) {
                deflated.write(new byte[1_000_000]);
            }
        }
        return data.toByteArray();
    }

    @Test
    void shouldRefuseAJpegWhoseSizeIsToldTwice() {
        // given a frame in a place that libjpeg passes over would be counted instead of the real one
        byte[] file = PictureFiles.jpeg(new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY), false);
        byte[] twice = new byte[file.length + 13];
        System.arraycopy(file, 0, twice, 0, 2);
        byte[] frame = {(byte) 0xFF, (byte) 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0};
        System.arraycopy(frame, 0, twice, 2, frame.length);
        System.arraycopy(file, 2, twice, 2 + frame.length, file.length - 2);

        assertThatThrownBy(() -> PictureDecoder.bytes(twice, 8, 8, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the picture cannot be decoded: ");
    }

    // ---- what subsampling does to the values

    @Property(tries = 200)
    void shouldReadEveryPixelUnlessThereAreManyForEachOfTheInputs(
            @ForAll @IntRange(min = 1, max = 40_000) int source, @ForAll @IntRange(min = 1, max = 2_048) int target) {
        Subsampling read = Subsampling.of(source, target);

        if (source < 16 * target) {
            assertThat(read).isEqualTo(new Subsampling(source, 1, 0));
        } else {
            assertThat(read.step()).isGreaterThan(1);
            assertThat(read.count()).isBetween(Subsampling.KEPT * target, 2 * Subsampling.KEPT * target + 1);
        }
        // Nothing lies outside the pixels that are read but for the half pixel at each border.
        assertThat(read.place(0, target)).isGreaterThan(-1);
        assertThat(read.place(target - 1, target)).isLessThan(read.count());
        // The place in the picture is the same.
        for (int i = 0; i < target; i += Math.max(1, target / 7)) {
            assertThat(read.place(i, target) * read.step() + read.offset())
                    .isCloseTo((i + 0.5) * source / target - 0.5, org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void shouldYieldWhatTheWholePictureYieldsWhereItIsSmooth() {
        // given values that rise evenly from left to right and from top to bottom, with a length that 16 does not
        // divide
        int width = 1_237;
        int height = 1_511;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, 120 * x / width + 120 * y / height);
            }
        }

        // when
        byte[] subsampled = PictureDecoder.bytes(PictureFiles.png(image), 20, 10, 1);

        // then
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 10; x++) {
                double whole = 120 * (x + 0.5) / 10 + 120 * (y + 0.5) / 20;
                assertThat((double) (subsampled[y * 10 + x] & 0xFF)).isBetween(whole - 2, whole + 1);
            }
        }
    }

    @Test
    void shouldGiveTheSameForAPictureThatIsNearTheInputsSize() {
        // given noise, which tells every pixel from its neighbours, just below 16 times the input's size
        BufferedImage image = new BufferedImage(16 * 7 - 1, 16 * 5 - 1, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(5);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, 0, random.nextInt(256));
            }
        }

        // when
        byte[] read = PictureDecoder.bytes(PictureFiles.png(image), 5, 7, 1);

        // then
        Subsampling across = new Subsampling(image.getWidth(), 1, 0);
        Subsampling down = new Subsampling(image.getHeight(), 1, 0);
        assertThat(read).isEqualTo(Stretching.of(new PictureLines(image, 1), across, down, 5, 7));
    }
}
