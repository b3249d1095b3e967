package io.foreflow.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bad inputs of good ones; the same ones each time. */
final class Mutations {
    /** Numbers, words and marks that parsers stumble over. */
    private static final List<String> NASTY = List.of(
            "null",
            "true",
            "\"\"",
            "[]",
            "{}",
            "-1",
            "0",
            "1e309",
            "-0.0",
            "NaN",
            "2147483647",
            "2147483648",
            "9223372036854775808",
            "1e-999",
            "1E999999999",
            "99999999999999999999999999",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"",
            "'",
            "\\",
            "/",
            "~",
            "\r\n",
            "\n\n",
            ",,,,",
            "\u0000",
            "\u00ff\u00fe",
            "\u00ef\u00bb\u00bf",
            "\u00ed\u00a0\u0080",
            "+1000000000-01-01T00:00:00Z",
            "-999999999-01-01",
            "2026-02-30T25:61:61+99:99",
            "P999999999999D",
            "PT-1S",
            "UTC+99",
            "../../../etc/passwd",
            "&a [*a]",
            "!!java.lang.Object {}",
            "? : - |",
            "%TAG ! tag:x",
            "name@",
            "@1",
            " ");

    private static final int[] NUMBERS = {
        0, 1, -1, 127, 128, 255, 256, 32_767, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    /** Deep nesting in few bytes. */
    private static final int DEEP = 20_000;

    private final List<byte[]> seeds;
    private final Random random;

    Mutations(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.random = new Random(seed);
    }

    byte[] next() {
        byte[] input = seed();
        for (int i = random.nextInt(4); i >= 0; i--) {
            input = mutated(input);
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] mutated(byte[] input) {
        if (input.length == 0) {
            return nasty();
        }
        int at = random.nextInt(input.length);
        int to = at + random.nextInt(input.length - at + 1);
        return switch (random.nextInt(10)) {
            case 0 -> flipped(input, at);
            case 1 -> Arrays.copyOf(input, at);
            case 2 -> spliced(input, at, to, new byte[0]);
            case 3 -> spliced(input, at, at, Arrays.copyOfRange(input, at, to));
            case 4 -> spliced(input, at, to, otherPart());
            case 5 -> spliced(input, at, at, nasty());
            case 6 -> token(input, at);
            case 7 -> number(input, at);
            case 8 -> spliced(input, at, at, deep());
            default -> flipped(flipped(input, at), random.nextInt(input.length));
        };
    }

    private byte[] flipped(byte[] input, int at) {
        byte[] changed = input.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] part) {
        byte[] changed = Arrays.copyOf(input, from + part.length + input.length - to);
        System.arraycopy(part, 0, changed, from, part.length);
        System.arraycopy(input, to, changed, from + part.length, input.length - to);
        return changed;
    }

    private byte[] otherPart() {
        byte[] other = seed();
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
    }

    private byte[] nasty() {
        return NASTY.get(random.nextInt(NASTY.size())).getBytes(ISO_8859_1);
    }

    /** Replaces the text between two marks, such as a JSON value or a cell. */
    private byte[] token(byte[] input, int at) {
        int from = at;
        while (from > 0 && !isMark(input[from - 1])) {
            from--;
        }
        int to = at;
        while (to < input.length && !isMark(input[to])) {
            to++;
        }
        return spliced(input, from, to, nasty());
    }

    private static boolean isMark(byte value) {
        return ":,[]{}\"\n\r\t ".indexOf((char) value) >= 0;
    }

    /** A binary number, in either order. */
    private byte[] number(byte[] input, int at) {
        byte[] changed = input.clone();
        int number = NUMBERS[random.nextInt(NUMBERS.length)];
        boolean little = random.nextBoolean();
        int bytes = Math.min(1 << random.nextInt(4), input.length - at);
        for (int i = 0; i < bytes; i++) {
            int place = little ? i : bytes - 1 - i;
            changed[at + place] = (byte) (i < Integer.BYTES ? number >> 8 * i : number >> 31);
        }
        return changed;
    }

    private byte[] deep() {
        String open = List.of("[", "{\"a\":", "- ", "(", "? ").get(random.nextInt(5));
        return open.repeat(random.nextInt(DEEP)).getBytes(ISO_8859_1);
    }
}
