package io.foreflow.spark;

import io.foreflow.training.job.FailedTrainingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/** The application for {@code spark-submit}. */
public final class TrainOnSpark {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int WRONG_USAGE = 2;

    private TrainOnSpark() {}

    /** Trains, and ends the process with 0, with 1 if the training failed, or with 2 after wrong options. */
    public static void main(String[] arguments) {
        int status = run(Arrays.asList(arguments), TrainOnSpark::session, System.out, System.err);
        if (status != SUCCESS) {
            System.exit(status);
        }
    }

    private static SparkSession session() {
        return SparkSession.builder().appName("foreflow training").getOrCreate();
    }

    /**
     * Trains.
     *
     * @param session starts Spark; it is asked only once the options are in order, and stopped at the end
     * @return status of the process
     */
    static int run(List<String> arguments, Supplier<SparkSession> session, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.print(SparkOptions.USAGE);
            return SUCCESS;
        }
        SparkOptions options;
        try {
            options = SparkOptions.parse(arguments);
        } catch (FailedTrainingException e) {
            err.println("foreflow: " + e.getMessage());
            return WRONG_USAGE;
        }
        try (SparkSession spark = session.get()) {
            // Times come as java.time has them, with or without a zone.
            spark.conf().set("spark.sql.datetime.java8API.enabled", true);
            new SparkTraining(spark, options, out).run(Clock.systemUTC().instant());
            return SUCCESS;
        } catch (FailedTrainingException e) {
            err.println("foreflow: " + e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("foreflow: " + e.getFile() + " does not exist");
        } catch (IOException e) {
            err.println("foreflow: " + e);
        } catch (Exception e) {
            if (!(e instanceof SparkException)) {
                throw e;
            }
            err.println("foreflow: Spark gave up: " + PartitionedReadings.firstLine(e)
                    + ". Run it again with --resume: groups that are done are taken over");
        }
        return FAILURE;
    }
}
