package io.foreflow.tutorials.dataset;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.foreflow.training.data.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Newswires of 1987 on one topic each, in the ModApte split. Newswires on several topics are left out, and so are those
 * on
 * topics that are not among the chosen ones.
 *
 * @param topics the most frequent ones of the training part, the most frequent first, in alphabetical order where even
 * @param train in the order of the file
 * @param test in the order of the file
 */
public record ReutersNews(List<String> topics, LabelledTexts train, LabelledTexts test) {
    private static final CSVFormat WITH_HEADER =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    public ReutersNews {
        topics = List.copyOf(topics);
    }

    /**
     * Reads CSV with the columns split (train or test), topics (separated by |), title and body.
     *
     * @param topics how many to keep
     * @param tokenizer makes words of a text: title, space, body
     * @throws DatasetException if the file is missing or holds something else, or too few topics
     */
    public static ReutersNews read(Path file, int topics, Function<String, String[]> tokenizer) throws IOException {
        List<Newswire> wires = onOneTopic(file);
        Map<String, Long> counts =
                wires.stream().filter(Newswire::train).collect(groupingBy(Newswire::topic, counting()));
        List<String> kept = counts.entrySet().stream()
                .sorted(comparing(Map.Entry<String, Long>::getValue, reverseOrder())
                        .thenComparing(Map.Entry::getKey))
                .limit(topics)
                .map(Map.Entry::getKey)
                .toList();
        if (kept.size() < topics) {
            throw new DatasetException(
                    file + " has newswires for training on " + kept.size() + " topics, not " + topics);
        }
        List<Newswire> chosen =
                wires.stream().filter(wire -> kept.contains(wire.topic())).toList();
        return new ReutersNews(
                kept,
                texts(chosen.stream().filter(Newswire::train).toList(), tokenizer),
                texts(chosen.stream().filter(wire -> !wire.train()).toList(), tokenizer));
    }

    private record Newswire(boolean train, String topic, String text) {}

    private static List<Newswire> onOneTopic(Path file) throws IOException {
        List<Newswire> wires = new ArrayList<>();
        try (BufferedReader reader = DataFiles.reader(file);
                CSVParser parser = CSVParser.parse(reader, WITH_HEADER)) {
            for (CSVRecord line : parser) {
                String topic = line.get("topics");
                String split = line.get("split");
                if (!split.equals("train") && !split.equals("test")) {
                    throw new DatasetException(file + ", line " + parser.getCurrentLineNumber() + ": the split is '"
                            + split + "', not train or test");
                }
                if (!topic.isEmpty() && topic.indexOf('|') < 0) {
                    wires.add(new Newswire(split.equals("train"), topic, line.get("title") + " " + line.get("body")));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file + ": " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw DataFiles.unreadable(file, e);
        }
        return wires;
    }

    private static LabelledTexts texts(List<Newswire> wires, Function<String, String[]> tokenizer) {
        return new LabelledTexts(
                wires.stream().map(wire -> tokenizer.apply(wire.text())).toList(),
                wires.stream().map(Newswire::topic).toList());
    }
}
