package io.foreflow.forecaster.api;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Sends bodies with an ETag of their bytes; a client that has the same bytes gets 304 without a body. */
final class Answers {
    private Answers() {}

    static void json(Context context, byte[] body) {
        send(context, ContentType.JSON, body);
    }

    static void send(Context context, String type, byte[] body) {
        String tag = tag(body);
        context.header("ETag", tag).header("Cache-Control", "no-cache");
        if (matches(context.header("If-None-Match"), tag)) {
            context.status(HttpStatus.NOT_MODIFIED);
            return;
        }
        context.contentType(type).result(body);
    }

    /** Returns a weak tag, because the same body may be sent compressed. */
    static String tag(byte[] body) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(body);
        other.update(body);
        return "W/\"%08x%08x\"".formatted(one.getValue(), other.getValue());
    }

    /** Returns true if one of the tags of a condition is this tag, weak or not. */
    static boolean matches(@Nullable String condition, String tag) {
        return condition != null
                && Arrays.stream(condition.split(",", -1))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || strong(known).equals(strong(tag)));
    }

    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
