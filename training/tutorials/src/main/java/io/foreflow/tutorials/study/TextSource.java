package io.foreflow.tutorials.study;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.tabular.Classes;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.OutputSpec;
import io.foreflow.models.tabular.Text;
import io.foreflow.tutorials.dataset.ImdbReviews;
import io.foreflow.tutorials.dataset.LabelledTexts;
import io.foreflow.tutorials.dataset.ReutersNews;
import io.foreflow.tutorials.study.DataSpec.ImdbData;
import io.foreflow.tutorials.study.DataSpec.ReutersData;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Texts as the words that stand in them. */
final class TextSource implements RowSource {
    /** Ids that are no words, 0 to 3, see {@link Text}. */
    private static final int SPECIAL = 4;

    private static final int SHOWN_WORDS = 60;
    private static final int SHOWN_IDS = 12;

    private final List<String[]> texts;
    private final int[] labels;
    private final List<String> classes;
    private final int testFrom;
    private final int width;
    /** The words that come with the data, most frequent first in all rows; empty if there are none. */
    private final List<String> vocabulary;

    /** Vocabularies by the rows that they were taken from: runs with other seeds read the same. */
    private final Map<IntBuffer, Text> inputs = new ConcurrentHashMap<>();

    /** All rows as a vocabulary numbers them. */
    private final Map<Text, IndexLists> encoded = new ConcurrentHashMap<>();

    private TextSource(
            LabelledTexts train, LabelledTexts test, List<String> classes, int width, List<String> vocabulary) {
        this.texts = new ArrayList<>(train.words());
        texts.addAll(test.words());
        List<String> names = new ArrayList<>(train.labels());
        names.addAll(test.labels());
        this.labels = names.stream().mapToInt(classes::indexOf).toArray();
        this.classes = classes;
        this.testFrom = train.size();
        this.width = width;
        this.vocabulary = vocabulary;
    }

    /** @param width of the network's input: words are numbered below it */
    static TextSource open(ImdbData spec, Path folder, int width) throws IOException {
        ImdbReviews reviews = ImdbReviews.read(folder.resolve("imdb"));
        return new TextSource(
                share(reviews.train(), spec.share()),
                share(reviews.test(), spec.share()),
                ImdbReviews.LABELS,
                width,
                reviews.words().subList(0, width - SPECIAL));
    }

    static TextSource open(ReutersData spec, Path folder, int width) throws IOException {
        ReutersNews news = ReutersNews.read(
                folder.resolve("reuters21578").resolve("modapte_with_topics.csv.gz"), spec.topics(), Text::split);
        return new TextSource(
                share(news.train(), spec.share()), share(news.test(), spec.share()), news.topics(), width, List.of());
    }

    private static LabelledTexts share(LabelledTexts texts, double share) {
        return share == 1 ? texts : texts.select(DataSpec.evenly(texts.size(), share));
    }

    @Override
    public int rows() {
        return labels.length;
    }

    @Override
    public int testFrom() {
        return testFrom;
    }

    @Override
    public InputSpec input(int[] statistics) {
        return inputs.computeIfAbsent(IntBuffer.wrap(statistics.clone()), rows -> {
            boolean known = !vocabulary.isEmpty() && statistics.length == rows();
            return new Text(known ? vocabulary : mostFrequent(statistics), width);
        });
    }

    /** Returns the most frequent words; of equally frequent ones the alphabet decides. */
    private List<String> mostFrequent(int[] rows) {
        Map<String, Integer> counts = new HashMap<>();
        for (int row : rows) {
            for (String word : texts.get(row)) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(width - SPECIAL)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public OutputSpec output(int[] statistics) {
        return new Classes(classes);
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public Rows inputs(InputSpec spec, int[] rows, boolean training, long seed) {
        return encoded.computeIfAbsent((Text) spec, text -> text.rows(texts)).select(rows);
    }

    @Override
    public void copyTarget(int row, double[] target, int to) {
        target[to] = labels[row];
    }

    /** Returns the ids of the first words, as the network's places are numbered. */
    String shownIds(InputSpec spec, int row) {
        int[] ids = ((Text) spec).ids(texts.get(row));
        return Arrays.stream(ids).limit(SHOWN_IDS).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                + (ids.length > SHOWN_IDS ? ", …" : "");
    }

    /** Returns the first words as the network sees them: those out of the vocabulary are question marks. */
    String shown(InputSpec spec, int row) {
        String[] words = texts.get(row);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN_WORDS, words.length); i++) {
            text.append(i == 0 ? "" : " ").append(((Text) spec).id(words[i]).isPresent() ? words[i] : "?");
        }
        return words.length > SHOWN_WORDS ? text + " …" : text.toString();
    }
}
