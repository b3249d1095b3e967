package io.foreflow.models.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights as a safetensors file: an 8-byte little-endian length, a JSON header of that length with dtype, shape and
 * data_offsets of each tensor, then the raw little-endian numbers. The format is described at
 * https://github.com/huggingface/safetensors; only dtype F32 is used.
 *
 * <p>Nothing is allocated by what a file claims before the claim has been checked against the bytes that are there.
 */
public final class Safetensors {
    /** A header may be this long, in bytes. */
    static final int MAX_HEADER = 1 << 20;
    /** A file may hold this many tensors. */
    static final int MAX_TENSORS = 10_000;
    /** A tensor may have this many dimensions. */
    static final int MAX_RANK = 8;

    private static final int MAX_NAME = 500;
    private static final int LENGTH_BYTES = Long.BYTES;
    /** The data starts at a multiple of this, so that it can be mapped; the header is filled up with spaces. */
    private static final int ALIGNMENT = 8;
    /** A member of the header that is not a tensor: free text by name. */
    private static final String METADATA = "__metadata__";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_HEADER)
                            .maxNestingDepth(8)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private Safetensors() {}

    /** The file's bytes: tensors in the order of {@code weights}, without gaps. The same weights give the same bytes. */
    public static byte[] write(Weights weights) {
        ObjectNode header = JSON.createObjectNode();
        long end = 0;
        for (Map.Entry<String, Tensor> entry : weights.tensors().entrySet()) {
            Shape shape = entry.getValue().shape();
            long begin = end;
            end += (long) Float.BYTES * entry.getValue().size();
            ObjectNode member = header.putObject(entry.getKey());
            member.put("dtype", "F32");
            ArrayNode dimensions = member.putArray("shape");
            for (int i = 0; i < shape.rank(); i++) {
                dimensions.add(shape.at(i));
            }
            member.putArray("data_offsets").add(begin).add(end);
        }
        byte[] json = bytes(header);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(LENGTH_BYTES + padded + end))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(json);
        while (file.position() < LENGTH_BYTES + padded) {
            file.put((byte) ' ');
        }
        for (Tensor tensor : weights.tensors().values()) {
            for (int i = 0; i < tensor.size(); i++) {
                file.putFloat(tensor.at(i));
            }
        }
        return file.array();
    }

    /**
     * Reads a file; tensors keep the order of the header. Numbers are taken bit by bit, so they may be infinite or NaN.
     *
     * @throws IllegalArgumentException in one line, if this is no safetensors file of F32 tensors whose data cover
     *     everything behind the header exactly once
     */
    public static Weights read(byte[] file) {
        return read(ByteBuffer.wrap(file));
    }

    /**
     * Reads a file that lies between the position and the limit of {@code file}, without a copy of it.
     *
     * @throws IllegalArgumentException as above
     */
    public static Weights read(ByteBuffer file) {
        ByteBuffer bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < LENGTH_BYTES) {
            throw new IllegalArgumentException("is cut off: " + bytes.limit() + " bytes are too few for a header");
        }
        long headerLength = bytes.getLong();
        long available = (long) bytes.limit() - LENGTH_BYTES;
        if (headerLength < 2 || headerLength > MAX_HEADER) {
            throw new IllegalArgumentException("claims a header of " + Long.toUnsignedString(headerLength)
                    + " bytes; 2 to " + MAX_HEADER + " are allowed");
        }
        if (headerLength > available) {
            throw new IllegalArgumentException(
                    "is cut off: its header has " + headerLength + " bytes, of which " + available + " are there");
        }
        int dataStart = LENGTH_BYTES + (int) headerLength;
        List<Entry> entries = entries(header(bytes.slice(LENGTH_BYTES, (int) headerLength)));
        requireCovered(entries, bytes.limit() - dataStart);

        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            float[] data = new float[(int) (entry.length() / Float.BYTES)];
            bytes.position(dataStart + (int) entry.begin());
            bytes.asFloatBuffer().get(data);
            tensors.put(entry.name(), Tensor.owning(entry.shape(), data));
        }
        return new Weights(tensors);
    }

    /** A tensor's place: [begin, end) in bytes from the start of the data. */
    private record Entry(String name, Shape shape, long begin, long end) {
        long length() {
            return end - begin;
        }
    }

    private static ObjectNode header(ByteBuffer json) {
        // The format wants the first byte to be '{', so that nothing can hide in front of the header.
        if (json.get(0) != '{') {
            throw new IllegalArgumentException("has a header that is not a JSON object");
        }
        try (JsonParser parser = JSON.createParser(utf8(json))) {
            if (JSON.readTree(parser) instanceof ObjectNode header && parser.nextToken() == null) {
                return header;
            }
            throw new IllegalArgumentException("has a header that is not one JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("has a header that is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("has a header that is not valid JSON: " + e.getMessage(), e);
        }
    }

    private static String utf8(ByteBuffer json) {
        try {
            return UTF_8.newDecoder().decode(json).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("has a header that is not UTF-8", e);
        }
    }

    private static List<Entry> entries(ObjectNode header) {
        if (header.size() > MAX_TENSORS) {
            throw new IllegalArgumentException(
                    "has " + header.size() + " tensors; at most " + MAX_TENSORS + " are allowed");
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : header.properties()) {
            if (!member.getKey().equals(METADATA)) {
                entries.add(entry(member.getKey(), member.getValue()));
            }
        }
        return entries;
    }

    private static Entry entry(String name, JsonNode member) {
        if (name.length() > MAX_NAME) {
            throw new IllegalArgumentException("has a tensor whose name has " + name.length() + " characters; at most "
                    + MAX_NAME + " are allowed");
        }
        String dtype = member.path("dtype").asText("missing");
        if (!dtype.equals("F32")) {
            throw new IllegalArgumentException("has tensor " + name + " of dtype " + dtype + "; only F32 is supported");
        }
        Shape shape = shape(name, member.path("shape"));
        JsonNode offsets = member.path("data_offsets");
        if (!offsets.isArray()
                || offsets.size() != 2
                || !offsets.get(0).isIntegralNumber()
                || !offsets.get(1).isIntegralNumber()
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(1).canConvertToLong()) {
            throw new IllegalArgumentException("has tensor " + name + " whose data_offsets are not two whole numbers");
        }
        Entry entry = new Entry(
                name, shape, offsets.get(0).longValue(), offsets.get(1).longValue());
        if (entry.begin() < 0 || entry.end() < entry.begin()) {
            throw new IllegalArgumentException("has tensor " + name + " whose data_offsets [" + entry.begin() + ", "
                    + entry.end() + ") are not a range");
        }
        if (entry.length() != (long) Float.BYTES * shape.size()) {
            throw new IllegalArgumentException("has tensor " + name + " of shape " + shape + " with " + entry.length()
                    + " bytes of data instead of " + (long) Float.BYTES * shape.size());
        }
        return entry;
    }

    private static Shape shape(String name, JsonNode dimensions) {
        if (!dimensions.isArray() || dimensions.size() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "has tensor " + name + " whose shape is not an array of at most " + MAX_RANK + " dimensions");
        }
        int[] shape = new int[dimensions.size()];
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            JsonNode dimension = dimensions.get(i);
            if (!dimension.isIntegralNumber() || !dimension.canConvertToInt() || dimension.intValue() < 1) {
                throw new IllegalArgumentException("has tensor " + name + " whose dimension " + dimension
                        + " is not a whole number of at least 1");
            }
            shape[i] = dimension.intValue();
            size *= shape[i];
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "has tensor " + name + " with more than " + Integer.MAX_VALUE + " numbers");
            }
        }
        return Shape.of(shape);
    }

    /** Every byte of the data belongs to exactly one tensor: no overlap, no hole, nothing behind the last. */
    private static void requireCovered(List<Entry> entries, int dataLength) {
        Entry[] placed = entries.toArray(Entry[]::new);
        Arrays.sort(placed, Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : placed) {
            if (entry.begin() < covered) {
                throw new IllegalArgumentException("has tensor " + entry.name() + " whose data overlap another's");
            }
            if (entry.begin() > covered) {
                throw new IllegalArgumentException("has " + (entry.begin() - covered) + " bytes in front of tensor "
                        + entry.name() + " that belong to no tensor");
            }
            if (entry.end() > dataLength) {
                throw new IllegalArgumentException("is cut off: tensor " + entry.name() + " ends at byte " + entry.end()
                        + " of the data, of which there are " + dataLength);
            }
            covered = entry.end();
        }
        if (covered != dataLength) {
            throw new IllegalArgumentException(
                    "has " + (dataLength - covered) + " bytes behind the last tensor that belong to no tensor");
        }
    }

    private static byte[] bytes(ObjectNode header) {
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree could not be written to memory", e);
        }
    }
}
