package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.terminal.CommandException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables of the sink: made and changed by Flyway, in the connection's schema. */
final class SinkSchema {
    private static final String HISTORY = "sink_schema_history";

    private SinkSchema() {}

    /**
     * Brings the tables up to date and checks the user's rights.
     *
     * @throws SQLException if the database is away or refuses
     * @throws CommandException if rights are missing, or the tables are not the sink's
     */
    static void prepare(DataSource source) throws SQLException {
        boolean timescale;
        String schema;
        try (Connection connection = source.getConnection()) {
            timescale = hasTimescale(connection);
            schema = text(connection, "SELECT current_schema()");
        }
        try {
            Flyway.configure()
                    .dataSource(source)
                    .defaultSchema(schema)
                    .createSchemas(false)
                    .table(HISTORY)
                    .locations("classpath:io/foreflow/forecaster/sink/migrations")
                    .placeholders(Map.of("byMonth", timescale ? "" : "PARTITION BY RANGE (at)"))
                    // Other tables may be in the schema already.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            SQLException cause = SqlFailures.in(e);
            if (cause != null) {
                throw cause;
            }
            throw new CommandException("the tables cannot be brought up to date: " + SqlFailures.reason(e), e);
        }
        try (Connection connection = source.getConnection()) {
            if (timescale) {
                makeHypertables(connection);
            }
            checkRights(connection);
        }
    }

    /** Returns true if the database has TimescaleDB. */
    static boolean hasTimescale(Connection connection) throws SQLException {
        return text(connection, "SELECT count(*)::text FROM pg_extension WHERE extname = 'timescaledb'")
                .equals("1");
    }

    /** Drops the chunks that ended before this time. */
    static void dropChunks(Connection connection, SqlTable table, Instant oldest) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement("SELECT drop_chunks(?::regclass, ?::timestamptz)")) {
            drop.setString(1, table.name());
            drop.setString(2, oldest.toString());
            drop.execute();
        }
        connection.commit();
    }

    private static void makeHypertables(Connection connection) throws SQLException {
        for (SqlTable table : SinkTables.ALL) {
            if (table.byTime()) {
                try (PreparedStatement make = connection.prepareStatement("SELECT create_hypertable(?::regclass, 'at',"
                        + " chunk_time_interval => interval '1 month', if_not_exists => true)")) {
                    make.setString(1, table.name());
                    make.execute();
                }
            }
        }
    }

    private static void checkRights(Connection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        List<String> tables =
                new ArrayList<>(SinkTables.ALL.stream().map(SqlTable::name).toList());
        tables.add(SinkTables.OFFSETS);
        List<String> byMonth = SinkTables.ALL.stream()
                .filter(SqlTable::byTime)
                .map(SqlTable::name)
                .toList();
        try (PreparedStatement query = connection.prepareStatement("""
                        SELECT 'CREATE on the schema ' || current_schema()
                            WHERE NOT has_schema_privilege(current_schema(), 'CREATE')
                        UNION ALL
                        SELECT 'TEMPORARY on the database ' || current_database()
                            WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')
                        UNION ALL
                        SELECT 'ownership of the table ' || t FROM unnest(?::text[]) t
                            JOIN pg_class c ON c.oid = t::regclass WHERE NOT pg_has_role(c.relowner, 'USAGE')
                        UNION ALL
                        SELECT p || ' on the table ' || t
                            FROM unnest(?::text[]) t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
                            WHERE NOT has_table_privilege(t, p)
                        """)) {
            query.setArray(1, connection.createArrayOf("text", byMonth.toArray()));
            query.setArray(2, connection.createArrayOf("text", tables.toArray()));
            try (ResultSet missing = query.executeQuery()) {
                while (missing.next()) {
                    problems.add(missing.getString(1));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandException("the user " + text(connection, "SELECT current_user") + " lacks "
                    + String.join(", ", problems) + "; grant it, or use the user who owns the tables");
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            String text = row.next() ? row.getString(1) : null;
            if (text == null) {
                throw new CommandException(
                        "the connection has no schema; name an existing one with currentSchema in --jdbc or sink.jdbc");
            }
            return text;
        }
    }
}
