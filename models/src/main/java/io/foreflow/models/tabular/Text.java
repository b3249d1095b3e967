package io.foreflow.models.tabular;

import io.foreflow.models.engine.IndexLists;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.NoAnswerException.NoAnswerReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The words of a vocabulary that occur in a text, as zeros and ones. Ids are those of Keras' review and newswire data
 * sets: {@value #START} begins each text, {@value #OUT_OF_VOCABULARY} stands for a word that the model does not know,
 * and the word of rank r (from 1) has the id r + 3, so that 3 is never used. Ids of {@code width} and more count as
 * {@value #OUT_OF_VOCABULARY}. Immutable.
 */
public final class Text implements InputSpec {
    /** Id that begins each text. */
    public static final int START = 1;

    /** Id of a word that the model does not know. */
    public static final int OUT_OF_VOCABULARY = 2;

    /** Text that {@link #decode} writes for an id without a word. */
    public static final String UNKNOWN = "?";

    static final String KIND = "text";

    /** Id of the first word, of rank 1. */
    private static final int FIRST = 4;

    private static final int MAX_WORDS = 200_000;
    private static final int MAX_WORD = 200;
    private static final int MAX_WIDTH = 1 << 20;
    private static final String SEPARATORS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";
    private static final boolean[] SEPARATES = separates();

    private final List<String> words;
    private final int width;
    private final Map<String, Integer> ids;

    /**
     * @param words words of the vocabulary by rank, the most frequent one first; distinct, not empty, without blanks
     * @param width size of the network's input, more than {@value #OUT_OF_VOCABULARY}
     */
    public Text(List<String> words, int width) {
        if (width <= OUT_OF_VOCABULARY || width > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    "width (" + width + ") must be in " + (OUT_OF_VOCABULARY + 1) + " to " + MAX_WIDTH);
        }
        if (words.size() > MAX_WORDS) {
            throw new IllegalArgumentException("there must be at most " + MAX_WORDS + " words, not " + words.size());
        }
        this.words = List.copyOf(words);
        this.width = width;
        this.ids = new HashMap<>(2 * words.size());
        for (String word : this.words) {
            if (word.isEmpty() || word.length() > MAX_WORD || word.indexOf(' ') >= 0) {
                throw new IllegalArgumentException(
                        "the word \"" + word + "\" must have 1 to " + MAX_WORD + " characters and no blank");
            }
            if (ids.put(word, FIRST + ids.size()) != null) {
                throw new IllegalArgumentException("the word " + word + " occurs twice in the vocabulary");
            }
        }
    }

    private static boolean[] separates() {
        boolean[] separates = new boolean[128];
        SEPARATORS.chars().forEach(c -> separates[c] = true);
        separates[' '] = true;
        return separates;
    }

    /** Returns the words by rank. */
    public List<String> words() {
        return words;
    }

    public int width() {
        return width;
    }

    /** Returns (width,). */
    @Override
    public Shape shape() {
        return Shape.of(width);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Returns the words of a text as Keras' tokenizer finds them: in lower case, separated by blanks, tabs, line feeds
     * and {@code !"#$%&()*+,-./:;<=>?@[\]^_`{|}~}.
     */
    public static String[] split(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= lower.length(); i++) {
            if (i == lower.length() || (lower.charAt(i) < SEPARATES.length && SEPARATES[lower.charAt(i)])) {
                if (i > start) {
                    words.add(lower.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words.toArray(String[]::new);
    }

    /** Returns the id of a word, rank + 3; empty if it is not in the vocabulary. It may be {@link #width} or more. */
    public Optional<Integer> id(String word) {
        return Optional.ofNullable(ids.get(word));
    }

    /** Returns a text as ids: {@value #START}, then one for each word in its place. All are below {@link #width}. */
    public int[] ids(String... tokens) {
        int[] result = new int[tokens.length + 1];
        result[0] = START;
        for (int i = 0; i < tokens.length; i++) {
            result[i + 1] = place(tokens[i]);
        }
        return result;
    }

    private int place(String token) {
        Integer id = ids.get(token);
        return id == null || id >= width ? OUT_OF_VOCABULARY : id;
    }

    /** Returns the words of ids, in their order; {@value #UNKNOWN} for an id without a word. */
    public List<String> decode(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> id >= FIRST && id - FIRST < words.size() ? words.get(id - FIRST) : UNKNOWN)
                .toList();
    }

    /**
     * Returns the network's input for texts: row r has ones where {@code ids(texts.get(r))} has ids.
     *
     * @param texts the words of each text, at least one text; a text without words has its start only
     */
    public IndexLists rows(List<String[]> texts) {
        int[][] lists = new int[texts.size()][];
        int[] lastSeen = new int[width];
        int[] places = new int[width];
        for (int row = 0; row < lists.length; row++) {
            int mark = row + 1;
            int count = 0;
            places[count++] = START;
            for (String token : texts.get(row)) {
                int place = place(token);
                if (lastSeen[place] != mark) {
                    lastSeen[place] = mark;
                    places[count++] = place;
                }
            }
            lists[row] = Arrays.copyOf(places, count);
        }
        return IndexLists.of(width, lists);
    }

    @Override
    public IndexLists encode(List<? extends Question> questions) {
        List<Question.TextQuestion> texts = Questions.cast(this, Question.TextQuestion.class, questions);
        List<String[]> tokens = new ArrayList<>(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            String[] found = split(texts.get(row).text());
            if (found.length == 0) {
                throw new NoAnswerException(NoAnswerReason.EMPTY_TEXT, row, "the text holds no word");
            }
            tokens.add(found);
        }
        return rows(tokens);
    }

    @Override
    public Optional<Double> unknownWordShare(Question question) {
        String[] found = split(Questions.cast(this, Question.TextQuestion.class, List.of(question))
                .get(0)
                .text());
        long unknown = Arrays.stream(found)
                .filter(word -> place(word) == OUT_OF_VOCABULARY)
                .count();
        return found.length == 0 ? Optional.empty() : Optional.of((double) unknown / found.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that && width == that.width && words.equals(that.words);
    }

    @Override
    public int hashCode() {
        return 31 * words.hashCode() + width;
    }

    @Override
    public String toString() {
        return "Text[" + words.size() + " words, width " + width + "]";
    }
}
