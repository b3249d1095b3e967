package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.api.Problem.PartProblem;
import io.foreflow.ingest.wire.InputMapping;
import io.foreflow.ingest.wire.Json;
import io.foreflow.ingest.wire.ReadingParser;
import io.foreflow.ingest.wire.ReadingParser.Accepted;
import io.foreflow.ingest.wire.ReadingParser.Refused;
import io.foreflow.models.series.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The readings of one request, each in the format of the readings topic: a JSON object, an array of objects, or an
 * object a line.
 *
 * @param readings usable readings, in their order
 * @param problems other parts of the request, by their place in it
 */
record ReadingBatch(List<Reading> readings, List<PartProblem> problems) {
    private static final ReadingParser PARSER = new ReadingParser(InputMapping.NATIVE);

    /** @param lines true for an object a line; empty lines are skipped and not counted */
    static ReadingBatch of(byte[] body, boolean lines) {
        return of(lines ? lines(body) : parts(body));
    }

    private static ReadingBatch of(List<byte[]> parts) {
        List<Reading> readings = new ArrayList<>(parts.size());
        List<PartProblem> problems = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            ReadingParser.Result parsed = PARSER.parse(null, parts.get(i));
            if (parsed instanceof Refused refused) {
                problems.add(new PartProblem(i, refused.reason().label(), refused.detail()));
            } else {
                readings.add(((Accepted) parsed).reading());
            }
        }
        return new ReadingBatch(readings, problems);
    }

    private static List<byte[]> lines(byte[] body) {
        if (!Json.isUtf8(body)) {
            throw ProblemException.badRequest("the body is not UTF-8");
        }
        return new String(body, UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.getBytes(UTF_8))
                .toList();
    }

    private static List<byte[]> parts(byte[] body) {
        JsonNode json = tree(body);
        if (!json.isArray()) {
            return List.of(body);
        }
        List<byte[]> parts = new ArrayList<>(json.size());
        json.forEach(part -> parts.add(part.toString().getBytes(UTF_8)));
        return parts;
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest("the body is not JSON: " + e.getOriginalMessage()
                    + "; an object a line needs Content-Type: application/x-ndjson");
        } catch (IOException e) {
            throw ProblemException.badRequest("the body is not JSON");
        }
    }
}
