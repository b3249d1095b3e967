package io.foreflow.forecaster.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.offline.ServiceBehindException;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.AliasTarget;
import io.foreflow.forecaster.registry.ModelPublisher;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.registry.Retention;
import io.foreflow.forecaster.service.LiveServiceConfig;
import io.foreflow.forecaster.terminal.CommandException;
import io.foreflow.forecaster.terminal.Environment;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.VerdictReport;
import io.foreflow.training.gate.Promotion.CannotJudgeException;
import io.foreflow.training.gate.Promotion.NoVerdictReason;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Makes a model on the models topic the champion. Services take it over at once.",
        description = {
            "The model must beat every baseline, ridge and the present champion. It is compared on the "
                    + "training windows after its training, once they cover a week. Before that it is compared by its "
                    + "scores on its validation block, which needs the windows of its training."
        })
final class PromoteCommand implements Callable<Integer> {
    private final Environment environment;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "NAME@VERSION", converter = RefConverter.class, description = "Model on the models topic.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ModelRef ref;

    @Mixin
    private final WindowsOptions source = new WindowsOptions();

    @Option(
            names = "--force",
            description = "Promotes the model even if it does not beat them, or cannot be judged. The alias keeps the "
                    + "reason of the refusal.")
    private boolean force;

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    PromoteCommand(Environment environment) {
        this.environment = environment;
    }

    /** The verdict of the gate, or the reason why there is none: one of the two. */
    private record Judgement(Optional<Verdict> verdict, Optional<NotJudged> notJudged) {
        static Judgement of(Verdict verdict) {
            return new Judgement(Optional.of(verdict), Optional.empty());
        }

        static Judgement none(NoVerdictReason reason, String detail) {
            return new Judgement(Optional.empty(), Optional.of(new NotJudged(reason, detail)));
        }

        /** Returns why the model may not be promoted; empty if it may. */
        Optional<String> refusal() {
            return notJudged.map(NotJudged::detail).or(() -> verdict.filter(said -> !said.passes())
                    .map(Verdict::summary));
        }
    }

    /** @param detail one line for people */
    private record NotJudged(NoVerdictReason reason, String detail) {
        ObjectNode json() {
            return Json.MAPPER.createObjectNode().put("reason", reason.label()).put("detail", detail);
        }
    }

    @Override
    public Integer call() throws Exception {
        LiveServiceConfig config = source.config(environment, kafka);
        Topics.ensureModels(environment, config);
        ModelPublisher publisher = reason.publisher(environment, config, Retention.DEFAULT);
        RegisteredModel candidate = publisher.list().stream()
                .filter(model -> model.ref().equals(ref))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no model " + ref + " on "
                        + config.pipeline().topics().models() + "; foreflow models list shows what there is"));
        if (candidate.aliases().contains(Alias.CHAMPION)) {
            String line = ref + " is champion of " + ref.name() + " already";
            report(line, false, Judgement.none(NoVerdictReason.ALREADY_CHAMPION, line), Optional.empty());
            return Foreflow.SUCCESS;
        }
        Judgement judgement = judge(config, publisher, candidate);
        if (judgement.refusal().isPresent() && !force) {
            report("", false, judgement, Optional.empty());
            environment
                    .err()
                    .println("foreflow: not promoted: " + judgement.refusal().get()
                            + ". To promote it all the same, give --force");
            return Foreflow.FAILURE;
        }
        Optional<AliasTarget> target =
                publisher.promote(ref, Alias.CHAMPION, judgement.refusal()).alias();
        report(ref + " is now champion of " + ref.name(), true, judgement, target);
        return Foreflow.SUCCESS;
    }

    private Judgement judge(LiveServiceConfig config, ModelPublisher publisher, RegisteredModel candidate)
            throws IOException, InterruptedException {
        if (!candidate.kind().isForecaster()) {
            return Judgement.none(
                    NoVerdictReason.NOT_A_FORECASTER, ref + " is not a forecaster, and only forecasters are compared");
        }
        try {
            return Judgement.of(Gatekeeper.judge(
                    environment,
                    publisher,
                    publisher.bundle(candidate),
                    source.read(environment, kafka, config).windows()));
        } catch (CannotJudgeException e) {
            return Judgement.none(e.reason(), String.valueOf(e.getMessage()));
        } catch (ServiceBehindException e) {
            return Judgement.none(NoVerdictReason.SERVICE_BEHIND, String.valueOf(e.getMessage()));
        } catch (CommandException e) {
            return Judgement.none(NoVerdictReason.NO_WINDOWS, String.valueOf(e.getMessage()));
        }
    }

    private void report(String line, boolean promoted, Judgement judgement, Optional<AliasTarget> target) {
        if (!json) {
            if (!line.isEmpty()) {
                environment.out().println(line);
            }
            return;
        }
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", ref.name());
        node.put("version", ref.version());
        node.put("promoted", promoted);
        node.put("forced", target.flatMap(AliasTarget::forced).orElse(null));
        node.set(
                "gate",
                judgement.verdict().map(said -> new VerdictReport(said).json()).orElse(null));
        node.set("notJudged", judgement.notJudged().map(NotJudged::json).orElse(null));
        environment.out().println(node);
    }

    static final class RefConverter implements ITypeConverter<ModelRef> {
        @Override
        public ModelRef convert(String text) {
            try {
                return ModelRef.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
