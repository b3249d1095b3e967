package io.foreflow.forecaster.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of the tables: one for each month in UTC, made before a row needs it. */
final class MonthParts {
    private static final Logger LOG = LoggerFactory.getLogger(MonthParts.class);
    private static final Pattern NAME = Pattern.compile("(\\w+)_(\\d{4})_(\\d{2})");

    /** Maximum time that a drop waits for readers of the table; new readers wait for the drop meanwhile. */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '5s'";

    private final Connection connection;
    private final Map<SqlTable, Set<YearMonth>> known = new HashMap<>();

    /** @param connection connection without a transaction in progress, here and before each call */
    MonthParts(Connection connection) {
        this.connection = connection;
    }

    static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static Instant end(YearMonth month) {
        return start(month.plusMonths(1));
    }

    /** Returns the name of a partition, such as {@code forecast_2026_12}. */
    static String name(SqlTable table, YearMonth month) {
        return String.format(Locale.ROOT, "%s_%04d_%02d", table.name(), month.getYear(), month.getMonthValue());
    }

    /** Forgets what is known, for instance because somebody else may have dropped a partition. */
    void forget() {
        known.clear();
    }

    /** Makes the missing ones of these months, and of the month after each. */
    void ensure(SqlTable table, Set<YearMonth> months) throws SQLException {
        Set<YearMonth> existing = known(table);
        if (existing.containsAll(months)) {
            return;
        }
        Set<YearMonth> missing = new TreeSet<>(months);
        months.forEach(month -> missing.add(month.plusMonths(1)));
        missing.removeAll(existing);
        for (YearMonth month : missing) {
            make(table, month);
        }
        existing.addAll(missing);
    }

    /** Attaches a table that is already made: unlike making a partition at once, this does not wait for readers. */
    private void make(SqlTable table, YearMonth month) throws SQLException {
        String name = name(table, month);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + name + " (LIKE " + table.name() + " INCLUDING ALL)");
            statement.execute("ALTER TABLE " + table.name() + " ATTACH PARTITION " + name + " FOR VALUES FROM ('"
                    + start(month) + "') TO ('" + end(month) + "')");
        }
        connection.commit();
    }

    /** Drops the partitions that ended at this time or before it. A table that is being read is left for later. */
    void dropBefore(SqlTable table, Instant oldest) throws SQLException {
        for (YearMonth month : List.copyOf(known(table))) {
            if (end(month).isAfter(oldest)) {
                continue;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(LOCK_TIMEOUT);
                statement.execute("DROP TABLE " + name(table, month));
                connection.commit();
                known(table).remove(month);
                LOG.info("dropped {}: all of its rows are older than the retention", name(table, month));
            } catch (SQLException e) {
                if (!SqlFailures.isLockTimeout(e)) {
                    throw e;
                }
                connection.rollback();
                LOG.info("{} is being read; it is dropped later", name(table, month));
            }
        }
    }

    private Set<YearMonth> known(SqlTable table) throws SQLException {
        Set<YearMonth> months = known.get(table);
        if (months == null) {
            months = new TreeSet<>(existing(table));
            known.put(table, months);
        }
        return months;
    }

    private List<YearMonth> existing(SqlTable table) throws SQLException {
        List<YearMonth> months = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT part.relname FROM pg_inherits"
                + " JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = ?::regclass")) {
            query.setString(1, table.name());
            try (ResultSet names = query.executeQuery()) {
                while (names.next()) {
                    Matcher name = NAME.matcher(names.getString(1));
                    if (name.matches() && name.group(1).equals(table.name())) {
                        months.add(YearMonth.of(Integer.parseInt(name.group(2)), Integer.parseInt(name.group(3))));
                    }
                }
            }
        }
        connection.commit();
        return months;
    }
}
