package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.sink.SqlFailures.Reaction;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteBufferByteStreamWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the database. Rows and the offsets behind them are one transaction: whatever ends when, the offsets
 * say exactly which records are there. Commits do not wait for the disk, because a commit that is lost is lost with its
 * offsets.
 */
final class SinkDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkDatabase.class);

    /** First half of the advisory lock of all sinks, "Fore"; the second half is the schema's. */
    private static final int LOCK = 0x466F_7265;

    private static final String[] SESSION = {
        "SET synchronous_commit = off",
        "SET temp_buffers = '64MB'",
        "SET client_min_messages = warning",
        "SET TimeZone = 'UTC'",
        // A sink whose machine is gone gives its lock back after a minute.
        "SET tcp_keepalives_idle = 30",
        "SET tcp_keepalives_interval = 10",
        "SET tcp_keepalives_count = 3"
    };

    private static final int CHUNK = 1 << 18;

    /** Number of batches that go through the stage after one with a key that was there: more of them may come. */
    private static final int STAGED_BATCHES = 16;

    private final Connection connection;
    private final Clock clock;
    private final int retentionDays;
    private final MonthParts parts;
    private final boolean timescale;
    private final Map<SqlTable, Integer> staged = new HashMap<>();

    /**
     * The result of writing.
     *
     * @param rows number of rows that were inserted or replaced, by table
     * @param rejected records that could not be written, with the reasons
     */
    record WriteResult(Map<SqlTable, Long> rows, Map<SinkRecord, String> rejected) {}

    /** @param connection connection that is closed with this, also if this fails */
    SinkDatabase(Connection connection, int retentionDays, Clock clock) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        this.retentionDays = retentionDays;
        this.parts = new MonthParts(connection);
        try (Statement statement = connection.createStatement()) {
            for (String setting : SESSION) {
                statement.execute(setting);
            }
            this.timescale = SinkSchema.hasTimescale(connection);
            for (SqlTable table : SinkTables.ALL) {
                statement.execute(table.createStage());
            }
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            close(connection, e);
            throw e;
        }
    }

    private static void close(Connection connection, SQLException failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Takes the lock of all sinks of this schema, for as long as the connection lives; false if another one has it. */
    boolean tryLock() throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_try_advisory_lock(?, hashtext(current_schema()))")) {
            lock.setInt(1, LOCK);
            try (ResultSet result = lock.executeQuery()) {
                boolean taken = result.next() && result.getBoolean(1);
                connection.commit();
                return taken;
            }
        }
    }

    /** Returns the offset of the next record to copy, by source; 0 for a source that is new. */
    Map<SinkSource, Long> offsets(Collection<SinkSource> sources) throws SQLException {
        Map<SinkSource, Long> next = new LinkedHashMap<>();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO sink_offset (topic_id, partition,"
                        + " topic, next_offset) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING");
                PreparedStatement select = connection.prepareStatement(
                        "SELECT next_offset FROM sink_offset WHERE topic_id = ? AND partition = ?")) {
            for (SinkSource source : sources) {
                insert.setString(1, source.topicId());
                insert.setInt(2, source.partition());
                insert.setString(3, source.topic());
                insert.executeUpdate();
                select.setString(1, source.topicId());
                select.setInt(2, source.partition());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw new IllegalStateException("the offset of " + source + " is gone");
                    }
                    next.put(source, row.getLong(1));
                }
            }
        }
        connection.commit();
        return next;
    }

    /**
     * Writes the rows of these records, and the offsets after them, or nothing at all. A record whose rows the database
     * refuses is entered into the table of rejected ones.
     *
     * @param before offsets at which the records begin, by source
     * @param after offsets behind the records
     */
    WriteResult write(List<SinkRecord> records, Map<SinkSource, Long> before, Map<SinkSource, Long> after)
            throws SQLException {
        Map<SqlTable, CopyRows> rows = rows(records);
        ensureParts(rows);
        WriteResult result = new WriteResult(new HashMap<>(), new LinkedHashMap<>());
        try {
            move(before, after);
            for (Map.Entry<SqlTable, CopyRows> entry : rows.entrySet()) {
                copy(entry.getKey(), entry.getValue(), result);
            }
            connection.commit();
            return result;
        } catch (SQLException e) {
            if (SqlFailures.reaction(e) != Reaction.LEAVE_OUT) {
                throw e;
            }
            LOG.debug("a row is refused; looking for its record", e);
            connection.rollback();
        }
        parts.forget();
        ensureParts(rows);
        WriteResult divided = new WriteResult(new HashMap<>(), new LinkedHashMap<>());
        move(before, after);
        writeDivided(records, divided);
        connection.commit();
        return divided;
    }

    /** Writes all records that can be written: tries them together, then each half. */
    private void writeDivided(List<SinkRecord> records, WriteResult result) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        WriteResult tried = new WriteResult(new HashMap<>(), result.rejected());
        try {
            merge(rows(records), tried);
            tried.rows().forEach((table, count) -> result.rows().merge(table, count, Long::sum));
            connection.releaseSavepoint(savepoint);
            return;
        } catch (SQLException e) {
            if (SqlFailures.reaction(e) != Reaction.LEAVE_OUT) {
                throw e;
            }
            connection.rollback(savepoint);
            if (records.size() == 1) {
                SinkRecord record = records.get(0);
                String reason = SqlFailures.reason(e);
                result.rejected().put(record, reason);
                merge(rows(List.of(record.rejected(reason, clock.instant()))), result);
                return;
            }
        }
        int half = records.size() / 2;
        writeDivided(records.subList(0, half), result);
        writeDivided(records.subList(half, records.size()), result);
    }

    /** Drops rows that are older than the retention. */
    void dropOld() throws SQLException {
        if (retentionDays == 0) {
            return;
        }
        Instant oldest = oldest();
        for (SqlTable table : SinkTables.ALL) {
            if (!table.byTime()) {
                continue;
            }
            if (timescale) {
                SinkSchema.dropChunks(connection, table, oldest);
            } else {
                parts.dropBefore(table, oldest);
            }
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM rejected WHERE seen < ?::timestamptz")) {
            delete.setString(1, oldest.toString());
            delete.executeUpdate();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Instant oldest() {
        return retentionDays == 0 ? Instant.MIN : clock.instant().minus(Duration.ofDays(retentionDays));
    }

    private Map<SqlTable, CopyRows> rows(List<SinkRecord> records) {
        Map<SqlTable, Map<Object, TableEntry>> entries = new LinkedHashMap<>();
        for (SinkRecord record : records) {
            for (TableEntry entry : record.entries()) {
                entries.computeIfAbsent(entry.table(), table -> new LinkedHashMap<>())
                        .merge(entry.identity(), entry, TableEntry::or);
            }
        }
        Instant oldest = oldest();
        Map<SqlTable, CopyRows> rows = new LinkedHashMap<>();
        entries.forEach((table, byIdentity) -> {
            CopyRows ofTable = new CopyRows(table, oldest);
            byIdentity.values().forEach(entry -> entry.rows().accept(ofTable));
            if (ofTable.rows() > 0) {
                rows.put(table, ofTable);
            }
        });
        return rows;
    }

    private void ensureParts(Map<SqlTable, CopyRows> rows) throws SQLException {
        if (timescale) {
            return;
        }
        for (Map.Entry<SqlTable, CopyRows> entry : rows.entrySet()) {
            if (entry.getKey().byTime()) {
                parts.ensure(entry.getKey(), entry.getValue().months());
            }
        }
    }

    /** Moves the offsets on. They must be where this sink left them. */
    private void move(Map<SinkSource, Long> before, Map<SinkSource, Long> after) throws SQLException {
        List<SinkSource> moved = after.keySet().stream()
                .filter(source -> !Objects.equals(after.get(source), before.get(source)))
                .toList();
        try (PreparedStatement update = connection.prepareStatement("UPDATE sink_offset o SET next_offset = m.after,"
                + " copied_at = now() FROM unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[])"
                + " AS m (topic_id, partition, before, after)"
                + " WHERE o.topic_id = m.topic_id AND o.partition = m.partition AND o.next_offset = m.before")) {
            update.setArray(
                    1, array("text", moved.stream().map(SinkSource::topicId).toArray()));
            update.setArray(
                    2,
                    array("integer", moved.stream().map(SinkSource::partition).toArray()));
            update.setArray(3, array("bigint", moved.stream().map(before::get).toArray()));
            update.setArray(4, array("bigint", moved.stream().map(after::get).toArray()));
            if (update.executeUpdate() != moved.size()) {
                throw new SQLException("another program has moved the offsets in the table sink_offset", "40001");
            }
        }
    }

    private java.sql.Array array(String type, Object[] elements) throws SQLException {
        return connection.createArrayOf(type, elements);
    }

    /** Copies rows straight into the table, or through the stage if some are there already. */
    private void copy(SqlTable table, CopyRows rows, WriteResult result) throws SQLException {
        int stagedBatches = staged.getOrDefault(table, 0);
        if (stagedBatches > 0) {
            staged.put(table, stagedBatches - 1);
            merge(table, rows, result);
            return;
        }
        Savepoint savepoint = connection.setSavepoint();
        try {
            result.rows().merge(table, send(table.copy(), rows.bytes()), Long::sum);
            connection.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            if (!SqlFailures.isDuplicateKey(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            staged.put(table, STAGED_BATCHES);
            merge(table, rows, result);
        }
    }

    private void merge(Map<SqlTable, CopyRows> rows, WriteResult result) throws SQLException {
        for (Map.Entry<SqlTable, CopyRows> entry : rows.entrySet()) {
            merge(entry.getKey(), entry.getValue(), result);
        }
    }

    private void merge(SqlTable table, CopyRows rows, WriteResult result) throws SQLException {
        send(table.copyToStage(), rows.bytes());
        try (Statement statement = connection.createStatement()) {
            result.rows().merge(table, statement.executeLargeUpdate(table.upsert()), Long::sum);
            statement.execute("TRUNCATE " + table.stage());
        }
    }

    /** Returns the number of rows that the database took. */
    private long send(String command, ByteBuffer bytes) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(command);
        try {
            for (int from = 0; from < bytes.limit(); from += CHUNK) {
                ByteBuffer chunk = bytes.slice(from, Math.min(CHUNK, bytes.limit() - from));
                copy.writeToCopy(new ByteBufferByteStreamWriter(chunk));
            }
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
