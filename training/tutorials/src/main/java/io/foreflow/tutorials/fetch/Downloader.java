package io.foreflow.tutorials.fetch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.foreflow.training.data.DatasetException;
import io.foreflow.tutorials.dataset.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * Downloads files over HTTP into {@code NAME.part} beside their places, and moves them there once they are whole and
 * right.
 * A broken transfer goes on where it broke off, now or in a later call.
 */
public final class Downloader {
    private static final int ATTEMPTS = 5;
    private static final int BUFFER = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERROR = 500;

    private final HttpClient client;
    private final Duration patience;
    private final Duration pause;

    /**
     * @param patience how long to wait for a connection, an answer, or a transfer to go on
     * @param pause before a second attempt; it doubles for each further one
     */
    public Downloader(Duration patience, Duration pause) {
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        this.patience = patience;
        this.pause = pause;
    }

    /**
     * Downloads one file.
     *
     * @param bytes how many the file must have; nothing more is written
     * @param checksum that the file must have; empty if it is not known
     * @param arrived is told how many bytes of the file are here, again and again
     * @throws DatasetException if the server cannot be reached or does not have the file, if the transfer keeps
     *     breaking off, or
     *     if the file has another size or checksum; says what to do
     */
    void download(URI from, Path to, long bytes, Optional<Checksum> checksum, LongConsumer arrived)
            throws IOException, InterruptedException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        Files.createDirectories(to.toAbsolutePath().getParent());
        if (Files.exists(part) && Files.size(part) > bytes) {
            Files.delete(part);
        }
        if (!Files.exists(part) || Files.size(part) < bytes) {
            transfer(from, to, part, bytes, checksum, arrived);
        }
        if (checksum.isPresent()) {
            Checksum found = checksum.get().of(part);
            if (!found.equals(checksum.get())) {
                throw thrownAway(
                        part,
                        from + " has the " + found + ", not " + checksum.get().hex());
            }
        }
        if (Files.size(part) != bytes) {
            throw thrownAway(part, from + " has " + Files.size(part) + " bytes, not " + bytes);
        }
        Files.move(part, to, ATOMIC_MOVE);
    }

    private static DatasetException thrownAway(Path part, String why) throws IOException {
        Files.deleteIfExists(part);
        return new DatasetException(
                why + "; it was thrown away. Try again; if it stays so, the file there has changed");
    }

    private void transfer(URI from, Path to, Path part, long bytes, Optional<Checksum> checksum, LongConsumer arrived)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (request(from, part, bytes, arrived)) {
                    return;
                }
            } catch (ConnectException | HttpConnectTimeoutException e) {
                throw new DatasetException(
                        from.getHost() + " cannot be reached. Try again with a network, or get " + from
                                + " elsewhere and save it as " + to
                                + checksum.map(sum -> " (" + sum + ")").orElse(""),
                        e);
            } catch (DatasetException e) {
                throw e;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new DatasetException(
                            from + " broke off " + ATTEMPTS + " times (" + e.getMessage()
                                    + "). Try again: what has arrived is kept",
                            e);
                }
            }
            if (attempt == ATTEMPTS) {
                throw new DatasetException(from + " is refused by a busy server; try again later");
            }
            Thread.sleep(pause.toMillis() << (attempt - 1));
        }
    }

    /** One request for what is not here yet; false if the server wants to be asked again. */
    private boolean request(URI from, Path part, long bytes, LongConsumer arrived)
            throws IOException, InterruptedException {
        long here = Files.exists(part) ? Files.size(part) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(patience);
        if (here > 0) {
            request.header("Range", "bytes=" + here + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == PARTIAL && beginsAt(response, here)) {
                requireNoMore(from, part, bytes, here + announced(response));
                copy(body, from, part, here, bytes, arrived, WRITE, APPEND);
                return true;
            }
            if (status == OK) {
                requireNoMore(from, part, bytes, announced(response));
                copy(body, from, part, 0, bytes, arrived, CREATE, WRITE, TRUNCATE_EXISTING);
                return true;
            }
            if (status == PARTIAL || status == RANGE_NOT_SATISFIABLE) {
                // What is here is of no use: from the beginning, then.
                Files.deleteIfExists(part);
                return false;
            }
            if (status >= SERVER_ERROR || status == TOO_MANY_REQUESTS) {
                return false;
            }
            throw new DatasetException(from + " cannot be had: the server answers " + status);
        }
    }

    private static boolean beginsAt(HttpResponse<?> response, long place) {
        return response.headers()
                .firstValue("Content-Range")
                .filter(range -> range.startsWith("bytes " + place + "-"))
                .isPresent();
    }

    /** The number of bytes that the server announces; 0 if it announces none. */
    private static long announced(HttpResponse<?> response) {
        return response.headers().firstValueAsLong("Content-Length").orElse(0);
    }

    private static void requireNoMore(URI from, Path part, long bytes, long size) throws IOException {
        if (size > bytes) {
            throw thrownAway(part, from + " has more than the " + bytes + " bytes that it must have");
        }
    }

    private void copy(
            InputStream body, URI from, Path part, long here, long bytes, LongConsumer arrived, OpenOption... options)
            throws IOException, InterruptedException {
        try (OutputStream out = Files.newOutputStream(part, options)) {
            byte[] buffer = new byte[BUFFER];
            long size = here;
            for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
                size += read;
                requireNoMore(from, part, bytes, size);
                out.write(buffer, 0, read);
                arrived.accept(size);
            }
        }
    }

    /** The client knows no limit for a transfer that stands still, so that another thread reads. */
    private int read(InputStream body, byte[] buffer) throws IOException, InterruptedException {
        Callable<Integer> reading = () -> body.read(buffer);
        FutureTask<Integer> task = new FutureTask<>(reading);
        ForkJoinPool.commonPool().execute(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nothing arrived for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }
}
