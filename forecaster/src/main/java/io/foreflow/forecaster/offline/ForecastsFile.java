package io.foreflow.forecaster.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.foreflow.training.backtest.BacktestResult;
import io.foreflow.training.backtest.ForecastsCsv;
import io.foreflow.training.job.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes all forecasts of a backtest to a compressed file. */
public final class ForecastsFile {
    public static final String NAME = "forecasts.csv.gz";

    private static final int BUFFER = 1 << 16;

    private ForecastsFile() {}

    /**
     * Writes {@value #NAME}; the same result gives the same bytes.
     *
     * @param folder folder, created if it does not exist
     * @return the file
     */
    public static Path write(Path folder, BacktestResult result) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        WholeFile.write(file, out -> {
            try (Writer writer = new BufferedWriter(new OutputStreamWriter(new FastGzip(out), UTF_8), BUFFER)) {
                new ForecastsCsv(result).write(writer);
            }
        });
        return file;
    }

    /** Compresses less than usual: such files have millions of rows. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
