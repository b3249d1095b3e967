package io.foreflow.tutorials.dataset;

import io.foreflow.models.tabular.PictureDecoder;
import io.foreflow.training.data.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PNG and JPEG files in one folder a class, stretched to one size. A file is decoded when its picture is first needed;
 * its
 * bytes are then kept as long as there is room, and otherwise decoded anew each time. May be read from many threads.
 */
public final class FolderPictures implements LabelledPictures {
    private static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png");

    private final List<String> classes;
    private final int[] labels;
    private final Decoded decoded;

    private FolderPictures(List<String> classes, int[] labels, Decoded decoded) {
        this.classes = List.copyOf(classes);
        this.labels = labels;
        this.decoded = decoded;
    }

    /**
     * Finds the pictures, class by class and in each by file name; both in the order of their characters, as Keras
     * does. Files
     * that are not called .jpg, .jpeg or .png are passed over.
     *
     * @param folder holds a folder for each class, named after it
     * @param channels 1 (grey) or 3
     * @param room how many bytes of decoded pictures to keep, from 0; a picture takes height · width · channels
     * @throws DatasetException if there are not at least two classes, or one has no picture
     */
    public static FolderPictures find(Path folder, int height, int width, int channels, long room) throws IOException {
        List<Path> classes = sorted(folder).stream().filter(Files::isDirectory).toList();
        if (classes.size() < 2) {
            throw new DatasetException(folder + " must hold a folder of pictures for each of at least two classes");
        }
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            List<Path> theirs = sorted(classes.get(label)).stream()
                    .filter(FolderPictures::isPicture)
                    .toList();
            if (theirs.isEmpty()) {
                throw new DatasetException(classes.get(label) + " holds no .jpg, .jpeg or .png file");
            }
            files.addAll(theirs);
            for (int i = 0; i < theirs.size(); i++) {
                labels.add(label);
            }
        }
        return new FolderPictures(
                classes.stream().map(FolderPictures::name).toList(),
                labels.stream().mapToInt(Integer::intValue).toArray(),
                new Decoded(files, height, width, channels, room));
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted((a, b) -> name(a).compareTo(name(b)))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw DataFiles.missing(folder, e);
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static boolean isPicture(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && SUFFIXES.stream().anyMatch(name::endsWith);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int height() {
        return decoded.height;
    }

    @Override
    public int width() {
        return decoded.width;
    }

    @Override
    public int channels() {
        return decoded.channels;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    /** Returns the file of a picture. */
    public Path file(int row) {
        return decoded.files.get(row);
    }

    @Override
    public void copy(int row, float[] target, int to) {
        byte[] bytes = decoded.bytes(row);
        for (int i = 0; i < bytes.length; i++) {
            target[to + i] = bytes[i] & 0xFF;
        }
    }

    /** Returns for instance {@code FolderPictures[783 of 180 x 180 x 3]}. */
    @Override
    public String toString() {
        return "FolderPictures[" + size() + " of " + height() + " x " + width() + " x " + channels() + "]";
    }

    /** The files' pictures; the first ones asked for stay, as every epoch asks for all. */
    private static final class Decoded {
        private final List<Path> files;
        private final int height;
        private final int width;
        private final int channels;
        private final Map<Integer, byte[]> kept = new HashMap<>();
        private long room;

        Decoded(List<Path> files, int height, int width, int channels, long room) {
            this.files = List.copyOf(files);
            this.height = height;
            this.width = width;
            this.channels = channels;
            this.room = room;
        }

        byte[] bytes(int file) {
            synchronized (this) {
                byte[] known = kept.get(file);
                if (known != null) {
                    return known;
                }
            }
            byte[] bytes = decode(files.get(file));
            synchronized (this) {
                if (room >= bytes.length && kept.putIfAbsent(file, bytes) == null) {
                    room -= bytes.length;
                }
            }
            return bytes;
        }

        private byte[] decode(Path file) {
            try {
                return PictureDecoder.bytes(Files.readAllBytes(file), height, width, channels);
            } catch (IllegalArgumentException e) {
                throw new UncheckedIOException(new DatasetException(file + ": " + e.getMessage(), e));
            } catch (IOException e) {
                throw new UncheckedIOException(DataFiles.unreadable(file, e));
            }
        }
    }
}
