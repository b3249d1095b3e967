package io.foreflow.forecaster.api;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers requests that the server refuses before a route sees them: too large headers, broken lines, too many calls. */
final class ProblemPages extends ErrorHandler {
    ProblemPages() {
        setShowStacks(false);
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        if (code == HttpStatus.TOO_MANY_REQUESTS_429) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        }
        String path = Optional.ofNullable(Request.getPathInContext(request)).orElse("");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.type(path));
        response.write(
                true, ByteBuffer.wrap(Problem.of(code, detail(code, message)).bytes(path)), callback);
    }

    @Override
    protected void writeErrorPlain(
            Request request, PrintWriter writer, int code, @Nullable String message, @Nullable Throwable cause) {
        writer.write(detail(code, message));
    }

    private static String detail(int code, @Nullable String message) {
        return switch (code) {
            case HttpStatus.TOO_MANY_REQUESTS_429 ->
                "too many requests from this address; wait a second, or raise http.requestsPerSecond";
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "the headers of the request are too large";
            case HttpStatus.URI_TOO_LONG_414 -> "the address of the request is too long";
            case HttpStatus.INTERNAL_SERVER_ERROR_500 -> "the request failed; the log says why";
            default -> message == null || message.isBlank() ? "the request cannot be served" : message;
        };
    }
}
