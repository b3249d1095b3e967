package io.foreflow.spark;

import io.foreflow.spark.ReadingsInput.TableInput;
import io.foreflow.spark.ReadingsInput.TopicInput;
import io.foreflow.training.job.FailedTrainingException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Readings in partitions, each read by a task. A task that runs again reads the same ones. */
interface PartitionedReadings {

    /** Works on the rows of each partition. */
    <T> JavaRDD<T> map(PartitionWork<T> work);

    /** Turns the rows of a partition into something else. */
    @FunctionalInterface
    interface PartitionWork<T> extends Serializable {
        Iterator<T> on(Iterator<InputRow> rows);
    }

    /**
     * Opens an input.
     *
     * @param until readings of a topic that arrived later are left out
     * @throws FailedTrainingException that tells all problems
     */
    static PartitionedReadings open(SparkSession spark, ReadingsInput input, WindowOptions windows, Instant until) {
        if (input instanceof TopicInput topic) {
            return PartitionReadings.open(JavaSparkContext.fromSparkContext(spark.sparkContext()), topic, until);
        }
        TableInput table = (TableInput) input;
        List<String> covariates = windows.windowing().covariates();
        Dataset<Row> rows = table(spark, table, covariates);
        ReadingRowReader reader = new ReadingRowReader(windows.zone(), covariates);
        JavaRDD<Row> partitions = rows.javaRDD();
        return new PartitionedReadings() {
            @Override
            public <T> JavaRDD<T> map(PartitionWork<T> work) {
                return partitions.mapPartitions(part -> work.on(mapped(part, reader)));
            }
        };
    }

    private static Iterator<InputRow> mapped(Iterator<Row> rows, ReadingRowReader reader) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public InputRow next() {
                return reader.read(rows.next());
            }
        };
    }

    private static Dataset<Row> table(SparkSession spark, TableInput input, List<String> covariates) {
        Dataset<Row> rows;
        try {
            rows = spark.read()
                    .format(input.format())
                    .option("header", true)
                    .load(input.paths().toArray(new String[0]));
        } catch (Exception e) {
            // Spark declares no exceptions: its checked AnalysisException comes out of Scala.
            if (e instanceof AnalysisException || e.getClass().getName().startsWith("org.apache.spark")) {
                throw new FailedTrainingException(
                        "--input " + String.join(", ", input.paths()) + " cannot be read as " + input.format() + ": "
                                + firstLine(e),
                        e);
            }
            throw e;
        }
        List<String> problems = new ArrayList<>();
        ReadingColumns columns = input.columns();
        check(
                rows.schema(),
                columns.sensor(),
                "--sensor-column",
                "text or a whole number",
                problems,
                type -> type instanceof StringType || type instanceof IntegralType);
        check(
                rows.schema(),
                columns.time(),
                "--time-column",
                "a timestamp, a date or ISO-8601 text",
                problems,
                type -> type instanceof StringType
                        || type.equals(DataTypes.TimestampType)
                        || type.equals(DataTypes.TimestampNTZType)
                        || type.equals(DataTypes.DateType));
        check(rows.schema(), columns.value(), "--value-column", "a number", problems, PartitionedReadings::isNumber);
        covariates.forEach(name ->
                check(rows.schema(), name, "--covariates", "a number", problems, PartitionedReadings::isNumber));
        if (!problems.isEmpty()) {
            throw new FailedTrainingException(String.join("\n", problems));
        }
        List<Column> selected = new ArrayList<>();
        for (String name : List.of(columns.sensor(), columns.time(), columns.value())) {
            selected.add(column(rows, name));
        }
        covariates.forEach(name -> selected.add(column(rows, name)));
        return rows.select(selected.toArray(new Column[0]));
    }

    private static Column column(Dataset<Row> rows, String name) {
        return rows.col("`" + name.replace("`", "``") + "`");
    }

    private static boolean isNumber(DataType type) {
        return type instanceof NumericType || type instanceof StringType;
    }

    private static void check(
            StructType schema,
            String column,
            String option,
            String rule,
            List<String> problems,
            Predicate<DataType> fits) {
        if (!Arrays.asList(schema.fieldNames()).contains(column)) {
            problems.add(String.format(
                    Locale.ROOT,
                    "there is no column %s (%s); the columns are %s",
                    column,
                    option,
                    String.join(", ", schema.fieldNames())));
            return;
        }
        DataType type = schema.apply(column).dataType();
        if (!fits.test(type)) {
            problems.add("column " + column + " (" + option + ") is of the type " + type.simpleString()
                    + "; it must be " + rule);
        }
    }

    /** Returns the first line of a message. */
    static String firstLine(Throwable problem) {
        return String.valueOf(problem.getMessage()).lines().findFirst().orElse(problem.toString());
    }
}
