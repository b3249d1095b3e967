package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Inputs that are as they should be: the modules' golden files, and some that are made here. */
final class Seeds {
    private Seeds() {}

    /** The folder of the whole project. */
    static Path root() {
        return Path.of(System.getProperty("foreflow.root", ".."));
    }

    /** Files of a module's golden resources whose names match. */
    static List<byte[]> golden(String module, String folder, String names) {
        Path path = root().resolve(module).resolve("src/test/resources/golden").resolve(folder);
        try (Stream<Path> files = Files.list(path).sorted()) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .map(Seeds::bytes)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tables in many dialects: those of the tests of ingest. */
    static List<byte[]> tables() {
        Path path = root().resolve("ingest/src/test/resources/tables");
        try (Stream<Path> files = Files.list(path).sorted()) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.(csv|txt)"))
                    .map(Seeds::bytes)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    static List<byte[]> both(List<byte[]> some, List<byte[]> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Each as it is and as gzip. */
    static List<byte[]> zippedToo(List<byte[]> plain) {
        return both(plain, plain.stream().map(Seeds::gzip).toList());
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes)) {
            zipped.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PNG and JPEG of several kinds. */
    static List<byte[]> pictures() {
        Stream.Builder<byte[]> files = Stream.builder();
        for (int type : new int[] {
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_BYTE_BINARY
        }) {
            BufferedImage image = new BufferedImage(20, 17, type);
            for (int i = 0; i < 340; i++) {
                image.setRGB(i % 20, i / 20, 0xFF000000 | i * 7_919);
            }
            files.add(picture(image, "png", false));
            files.add(picture(image, "png", true));
            if (type == BufferedImage.TYPE_3BYTE_BGR || type == BufferedImage.TYPE_BYTE_GRAY) {
                files.add(picture(image, "jpeg", false));
                files.add(picture(image, "jpeg", true));
            }
        }
        return files.build().toList();
    }

    private static byte[] picture(BufferedImage image, String format, boolean progressive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
