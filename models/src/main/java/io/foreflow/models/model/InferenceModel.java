package io.foreflow.models.model;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.engine.Tensor;
import io.foreflow.models.engine.Weights;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.Shape;
import io.foreflow.models.tabular.Answer;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.InputSpec;
import io.foreflow.models.tabular.NoAnswerException;
import io.foreflow.models.tabular.Question;
import java.util.ArrayList;
import java.util.List;

/** A trained classifier or regressor, ready to answer. Confined to one thread. */
public final class InferenceModel implements AutoCloseable {
    private final InferenceTask task;
    private final Shape input;
    private final int size;
    private final Predictor predictor;

    /** @throws IllegalArgumentException if the bundle is a forecaster, or its network does not fit its task */
    public InferenceModel(TrainedModel bundle, Engine engine) {
        this(bundle.inferenceTask(), bundle.network(), bundle.weights(), engine);
    }

    /** @throws IllegalArgumentException if the network does not fit the task */
    public InferenceModel(InferenceTask task, NetworkSpec network, Weights weights, Engine engine) {
        task.requireFit(network);
        this.task = task;
        this.input = network.inputs().values().iterator().next();
        this.size = network.outputShape().size();
        this.predictor = engine.predictor(network, weights);
    }

    public InferenceTask task() {
        return task;
    }

    /**
     * Answers one question.
     *
     * @throws NoAnswerException if it cannot be answered
     */
    public Answered answer(Question question) {
        return answers(List.of(question)).get(0);
    }

    /**
     * Answers each question, in their order.
     *
     * @param questions at least one
     * @throws NoAnswerException for the first one that cannot be answered; then none is answered
     */
    public List<Answered> answers(List<? extends Question> questions) {
        List<Answer> answers = answers(task.input().encode(questions));
        List<Answered> answered = new ArrayList<>(answers.size());
        for (int row = 0; row < answers.size(); row++) {
            answered.add(new Answered(answers.get(row), task.input().unknownWordShare(questions.get(row))));
        }
        return answered;
    }

    /**
     * Answers each row of the network's input, in their order.
     *
     * @param rows rows from the task's {@link InputSpec}, or of the shape of the network's input
     * @throws IllegalArgumentException if the rows have another shape than the network's input
     * @throws NoAnswerException for the first row whose result is unusable
     */
    public List<Answer> answers(Rows rows) {
        int count = rows.rows();
        float[] results = new float[Math.multiplyExact(count, size)];
        predictor.predict(List.of(shaped(rows)), results);
        List<Answer> answers = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            answers.add(task.output().answer(results, row, size));
        }
        return answers;
    }

    /** Reshapes columns to the network's input, which may have more dimensions. */
    private Rows shaped(Rows rows) {
        return rows instanceof Tensor tensor
                        && tensor.rowShape().equals(task.input().shape())
                ? tensor.reshaped(input)
                : rows;
    }

    @Override
    public void close() {
        predictor.close();
    }
}
