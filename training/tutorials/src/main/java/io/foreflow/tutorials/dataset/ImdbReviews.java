package io.foreflow.tutorials.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.foreflow.training.data.DatasetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Film reviews, half of them negative and half positive. The files are sorted: the negative ones first, by number.
 *
 * @param words every word there is, the most frequent first: the word at k has Keras' rank k + 1
 * @param train 25,000 reviews
 * @param test 25,000 reviews of other films
 */
public record ImdbReviews(List<String> words, LabelledTexts train, LabelledTexts test) {
    /** The classes, as Keras numbers them. */
    public static final List<String> LABELS = List.of("negative", "positive");

    private static final String HEADER = "label,review_id,word_ranks";

    public ImdbReviews {
        words = List.copyOf(words);
    }

    /**
     * Reads {@code imdb_word_index.json}, {@code imdb_train_word_ranks.csv.gz} and {@code imdb_test_word_ranks.csv.gz}.
     *
     * @param folder in which they lie
     * @throws DatasetException if one is missing or holds something else
     */
    public static ImdbReviews read(Path folder) throws IOException {
        List<String> words = wordsByRank(folder.resolve("imdb_word_index.json"));
        return new ImdbReviews(
                words,
                reviews(folder.resolve("imdb_train_word_ranks.csv.gz"), words),
                reviews(folder.resolve("imdb_test_word_ranks.csv.gz"), words));
    }

    /**
     * The words of a JSON object of words and ranks, the most frequent first.
     *
     * @throws DatasetException if the ranks are not 1 to the number of words
     */
    static List<String> wordsByRank(Path file) throws IOException {
        JsonNode ranks;
        try (InputStream stream = DataFiles.open(file)) {
            ranks = new ObjectMapper().readTree(stream);
        } catch (JsonProcessingException e) {
            throw new DatasetException(file + " is not a JSON object of words and ranks", e);
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
        if (!ranks.isObject()) {
            throw new DatasetException(file + " is not a JSON object of words and ranks");
        }
        String[] words = new String[ranks.size()];
        for (Map.Entry<String, JsonNode> entry : ranks.properties()) {
            int rank = entry.getValue().isInt() ? entry.getValue().intValue() : 0;
            if (rank < 1 || rank > words.length || words[rank - 1] != null) {
                throw new DatasetException(file + ": the ranks are not 1 to " + words.length + ", each once; see '"
                        + entry.getKey() + "': " + entry.getValue());
            }
            words[rank - 1] = entry.getKey();
        }
        return List.of(words);
    }

    private static LabelledTexts reviews(Path file, List<String> words) throws IOException {
        List<String[]> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        try (BufferedReader reader = DataFiles.reader(file)) {
            if (!HEADER.equals(reader.readLine())) {
                throw new DatasetException(file + ", line 1: the header is not " + HEADER);
            }
            int number = 1;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String[] cells = line.split(",", -1);
                try {
                    labels.add(LABELS.get(Integer.parseInt(cells[0])));
                    texts.add(review(cells[2], words));
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw new DatasetException(
                            file + ", line " + number + " is not a label (0 or 1), a number and ranks of words", e);
                }
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
        return new LabelledTexts(texts, labels);
    }

    private static String[] review(String ranks, List<String> words) {
        return ranks.isEmpty()
                ? new String[0]
                : Arrays.stream(ranks.split(" ", -1))
                        .map(rank -> words.get(Integer.parseInt(rank) - 1))
                        .toArray(String[]::new);
    }
}
