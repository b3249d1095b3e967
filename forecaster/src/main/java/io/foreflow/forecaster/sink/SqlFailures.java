package io.foreflow.forecaster.sink;

import io.foreflow.forecaster.terminal.CommandException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/**
 * Tells the failures of a database apart by their {@code SQLSTATE}. Source: PostgreSQL 15, appendix A, "PostgreSQL Error
 * Codes".
 */
final class SqlFailures {
    /** Classes of failures that end by themselves: connections, resources, a server that stops or starts. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "40", "53", "57", "58");

    /** A transaction on a server that only reads, a standby for instance, and a lock that was not to be had. */
    private static final Set<String> AWAY_STATES = Set.of("25006", "55P03");

    /** Classes of failures that a row causes: its data, a constraint, its size, two rows with the same key. */
    private static final Set<String> ROW_CLASSES = Set.of("21", "22", "23", "54");

    /** The state of the driver for a login that is not possible at all. */
    private static final String NO_LOGIN = PSQLState.CONNECTION_REJECTED.getState();

    private SqlFailures() {}

    /** The reaction to a failure. */
    enum Reaction {
        /** Wait, connect again, and go on. */
        WAIT,
        /** Find the row, and leave it out. */
        LEAVE_OUT,
        /** End: somebody must change something. */
        END
    }

    static Reaction reaction(SQLException failure) {
        String state = state(failure);
        if (state.equals(NO_LOGIN)) {
            return Reaction.END;
        }
        String kind = state.substring(0, Math.min(2, state.length()));
        if (AWAY_CLASSES.contains(kind) || AWAY_STATES.contains(state)) {
            return Reaction.WAIT;
        }
        return ROW_CLASSES.contains(kind) ? Reaction.LEAVE_OUT : Reaction.END;
    }

    static boolean isLockTimeout(SQLException failure) {
        return state(failure).equals("55P03");
    }

    static boolean isDuplicateKey(SQLException failure) {
        return state(failure).equals(PSQLState.UNIQUE_VIOLATION.getState());
    }

    /** Returns the reason in one line. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String text = root instanceof java.net.UnknownHostException
                ? "its host " + root.getMessage() + " is unknown"
                : String.valueOf(root.getMessage());
        return text.strip().replaceAll("\\s+", " ");
    }

    /** Returns the first failure of a database among the causes; null if there is none. */
    static @Nullable SQLException in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }

    /**
     * Returns the message for a failure that somebody must do something about.
     *
     * @param database address of the database
     */
    static CommandException ended(String database, SQLException failure) {
        String state = state(failure);
        String advice;
        if (state.equals(NO_LOGIN) || state.startsWith("28")) {
            advice = "check the user (--user, sink.user or PGUSER), the password (--password-file, sink.password or"
                    + " PGPASSWORD) and the server's pg_hba.conf";
        } else if (state.equals("3D000")) {
            advice = "create it with 'createdb', or correct --jdbc or sink.jdbc";
        } else if (state.equals("42501")) {
            advice = "the sink makes its tables itself: let its user own the database (ALTER DATABASE … OWNER TO …), or"
                    + " grant CREATE on the schema";
        } else {
            advice = "see the server's log";
        }
        return new CommandException(
                "the database " + database + " refuses: " + reason(failure) + " (SQLSTATE " + state + "); " + advice,
                failure);
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        // The driver gives no state to what is broken on its own side of the connection.
        return state == null ? PSQLState.CONNECTION_FAILURE.getState() : state;
    }
}
