package io.foreflow.forecaster.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows of one table in PostgreSQL's binary format of {@code COPY}. The columns of a row are written in the table's order.
 * Source: PostgreSQL 15, COPY, "Binary Format".
 */
final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int HEADER_BYTES = SIGNATURE.length + 2 * Integer.BYTES;
    private static final int NULL = -1;
    private static final short END = -1;

    /** The start of PostgreSQL's times, 2000-01-01, in seconds since 1970. */
    private static final long EPOCH = 946_684_800;

    private static final long MICROS = 1_000_000;
    private static final int FIRST_CAPACITY = 1 << 16;

    private final SqlTable table;
    private final Instant oldest;
    private final Set<YearMonth> months = new TreeSet<>();
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY);
    private int rows;
    private int missing;

    /** The month of the latest row, in seconds since 1970: most rows lie in the month of the row before them. */
    private long monthStart;

    private long monthEnd;

    /** @param oldest rows of months that ended before this time are left out */
    CopyRows(SqlTable table, Instant oldest) {
        this.table = table;
        this.oldest = oldest;
        bytes.put(SIGNATURE).putInt(0).putInt(0);
    }

    int rows() {
        return rows;
    }

    /** Returns the months, in UTC, of the rows' times. */
    Set<YearMonth> months() {
        return months;
    }

    /**
     * Begins a row.
     *
     * @param second time of the row in seconds since 1970
     * @return false if the row is too old: nothing must be written then
     */
    boolean begin(long second) {
        if (second < monthStart || second >= monthEnd) {
            YearMonth month = YearMonth.from(Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC));
            if (!MonthParts.end(month).isAfter(oldest)) {
                return false;
            }
            monthStart = MonthParts.start(month).getEpochSecond();
            monthEnd = MonthParts.end(month).getEpochSecond();
            months.add(month);
        }
        begin();
        return true;
    }

    /** Begins a row of a table without time. */
    void begin() {
        if (missing != 0) {
            throw new IllegalStateException(missing + " columns of " + table.name() + " are missing");
        }
        rows++;
        missing = table.columns().size();
        reserve(Short.BYTES).putShort((short) missing);
    }

    CopyRows text(String text) {
        return text(text.getBytes(UTF_8));
    }

    /** @param utf8 bytes of a text, without a zero */
    CopyRows text(byte[] utf8) {
        field(utf8.length).put(utf8);
        return this;
    }

    /** Writes NULL for an empty text. */
    CopyRows text(Optional<String> text) {
        return text.isPresent() ? text(text.get()) : nothing();
    }

    CopyRows time(Instant time) {
        field(Long.BYTES)
                .putLong(Math.addExact(
                        Math.multiplyExact(time.getEpochSecond() - EPOCH, MICROS), time.getNano() / 1_000));
        return this;
    }

    CopyRows time(long second) {
        field(Long.BYTES).putLong(Math.multiplyExact(second - EPOCH, MICROS));
        return this;
    }

    CopyRows bigint(long number) {
        field(Long.BYTES).putLong(number);
        return this;
    }

    CopyRows integer(int number) {
        field(Integer.BYTES).putInt(number);
        return this;
    }

    /** Writes a double precision; NULL for NaN. */
    CopyRows number(double number) {
        if (Double.isNaN(number)) {
            return nothing();
        }
        field(Double.BYTES).putDouble(number);
        return this;
    }

    /** Writes a real; NULL for NaN and for what is too large for one. */
    CopyRows real(double number) {
        float single = (float) number;
        if (!Float.isFinite(single)) {
            return nothing();
        }
        field(Float.BYTES).putFloat(single);
        return this;
    }

    CopyRows flag(boolean flag) {
        field(1).put((byte) (flag ? 1 : 0));
        return this;
    }

    /** Writes NULL. */
    CopyRows nothing() {
        missing--;
        reserve(Integer.BYTES).putInt(NULL);
        return this;
    }

    /** Returns all rows with what stands before and behind them. */
    ByteBuffer bytes() {
        if (missing != 0) {
            throw new IllegalStateException(missing + " columns of " + table.name() + " are missing");
        }
        return reserve(Short.BYTES).duplicate().putShort(END).flip();
    }

    private ByteBuffer field(int length) {
        missing--;
        return reserve(Integer.BYTES + length).putInt(length);
    }

    private ByteBuffer reserve(int more) {
        if (bytes.remaining() < more) {
            bytes = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + more + HEADER_BYTES))
                    .put(bytes.flip());
        }
        return bytes;
    }
}
