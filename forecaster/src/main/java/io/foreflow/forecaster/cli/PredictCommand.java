package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.predict.QuestionBatch;
import io.foreflow.forecaster.predict.QuestionFiles;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.models.engine.select.EngineChoice;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.model.InferenceModel;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.tabular.Answered;
import io.foreflow.models.tabular.NoAnswerException;
import io.foreflow.models.tabular.Value;
import io.foreflow.models.tabular.ValueSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Asks a classifier or regressor about rows of a table, texts or pictures.",
        description = {
            "A table is CSV: with a header that names the model's columns in any case, or without one in the"
                    + " model's order. Commas, semicolons or tabs separate its cells; between semicolons or tabs, "
                    + "decimals may have a comma. A text file holds one text per line. Files are UTF-8. Pictures are "
                    + "PNG or JPEG, as files or in folders.",
            "If one question cannot be answered, none is: the error names the file and line."
        })
final class PredictCommand implements Callable<Integer> {
    /** Number of questions that are computed at once, which limits the memory for pictures. */
    private static final int BATCH = 64;

    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|NAME[@VERSION]",
            description = "Bundle, or model on the models topic (default version: the champion).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files to ask about; for pictures also folders.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> inputs;

    @Option(names = "--whole", description = "Takes each text file as one text. Default: one text per line.")
    private boolean whole;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "0",
            description = "Also prints the K most probable classes of a classifier.")
    private int top;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    PredictCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        if (top < 0) {
            throw new ParameterException(spec.commandLine(), "--top (" + top + ") must be at least 0");
        }
        TrainedModel bundle = BundleSource.find(environment, kafka, model).bundle();
        if (!(bundle.task() instanceof InferenceTask task)) {
            throw new CommandException(
                    "model " + bundle.ref() + " is a forecaster: it forecasts the readings of sensors"
                            + " in foreflow serve, and answers no single records");
        }
        if (top > 0 && (task.output() instanceof Value || task.output() instanceof ValueSequence)) {
            throw new CommandException("--top is for classifiers, but the model estimates numbers; leave it out");
        }
        AnswerOutput predictions = new AnswerOutput(bundle, top);
        try (InferenceModel answering = new InferenceModel(
                bundle,
                new EngineSelector(EngineChoice.AUTO)
                        .forForecasting(bundle.network())
                        .engine())) {
            QuestionFiles files = new QuestionFiles(task.input(), whole, this::note);
            List<QuestionBatch> batch = new ArrayList<>();
            for (Path input : inputs) {
                files.read(InputFile.of(environment, input), input.toString(), asked -> {
                    batch.add(asked);
                    if (batch.size() == BATCH) {
                        answer(answering, batch, predictions);
                    }
                });
            }
            answer(answering, batch, predictions);
        }
        predictions.ofUnknownWordsOnly().ifPresent(this::note);
        if (json) {
            environment.out().println(predictions.json());
        } else {
            environment.out().print(predictions.table());
        }
        return Foreflow.SUCCESS;
    }

    private void note(String text) {
        environment.err().println("note: " + text);
    }

    private static void answer(InferenceModel model, List<QuestionBatch> batch, AnswerOutput predictions)
            throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<Answered> answers =
                    model.answers(batch.stream().map(QuestionBatch::question).toList());
            for (int i = 0; i < answers.size(); i++) {
                predictions.add(batch.get(i), answers.get(i));
            }
        } catch (NoAnswerException e) {
            throw new CommandException(batch.get(e.row()).place() + ": " + e.detail(), e);
        }
        batch.clear();
    }
}
