package io.foreflow.forecaster.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.forecaster.metrics.InferenceMetrics;
import io.foreflow.forecaster.metrics.InferenceOutcome;
import io.foreflow.forecaster.registry.ModelSnapshot;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.forecaster.topology.InferenceView;
import io.foreflow.forecaster.topology.InferenceView.ModelName;
import io.foreflow.forecaster.topology.ModelAnswers;
import io.foreflow.forecaster.topology.ModelAnswers.ModelSearch;
import io.foreflow.forecaster.topology.ModelAnswers.OpenedModel;
import io.foreflow.forecaster.topology.ModelAnswers.QuestionResult;
import io.foreflow.forecaster.topology.ModelAnswers.UnusableModel;
import io.foreflow.ingest.wire.Json;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.InferenceTask;
import io.foreflow.models.tabular.Answered;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * {@code /v2}: the Open Inference Protocol, version 2, for every classifier and regressor on the models topic. Models
 * answer as they answer requests on the inference topic, with replicas of their own.
 */
final class InferenceRoutes implements Routes {
    /** Path of all resources of the protocol, whose errors have a form of their own. */
    static final String ROOT = "/v2";

    /** Probes, which are open to everybody. */
    static final String LIVE = ROOT + "/health/live";

    static final String READY = ROOT + "/health/ready";

    private static final String MODEL = ROOT + "/models/{name}";
    private static final String INFER = "/infer";
    private static final String VERSION = MODEL + "/versions/{version}";

    /** Name of what runs the models, as the protocol calls it. */
    private static final String PLATFORM = "foreflow";

    /** Seconds after which a model that cannot be opened now may be there. */
    private static final int RETRY_AFTER = 5;

    /** Outcomes that all rows of a request have in common. */
    private static final Set<InferenceOutcome> OF_MODEL =
            Set.of(InferenceOutcome.UNUSABLE_MODEL, InferenceOutcome.ERROR);

    private final Supplier<ServiceFacts> facts;
    private final Supplier<Health> ready;
    private final Supplier<ModelSnapshot> models;
    private final InferenceMetrics metrics;
    private final ReplicaPool<ModelAnswers> pool;

    /**
     * @param models throws {@code UnavailableStateException} while models are unknown
     * @param view throws it too
     */
    InferenceRoutes(
            Supplier<ServiceFacts> facts,
            Supplier<Health> ready,
            Supplier<ModelSnapshot> models,
            InferenceView view,
            InferenceMetrics metrics) {
        this.facts = facts;
        this.ready = ready;
        this.models = models;
        this.metrics = metrics;
        this.pool = new ReplicaPool<>(() -> new ModelAnswers(view, metrics));
    }

    /** Returns true if the path belongs to the protocol. */
    static boolean owns(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    /** Returns true if a request for this path can only be a question to a model. */
    static boolean isInference(String path) {
        return path.startsWith(ROOT + "/models/") && path.endsWith(INFER);
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(ROOT, context -> Answers.json(context, server()));
        routes.get(LIVE, context -> context.contentType(Bodies.JSON).result("{\"live\":true}"));
        routes.get(READY, this::ready);
        for (String path : List.of(MODEL, VERSION)) {
            routes.get(path, context -> Answers.json(context, withModel(context, this::metadata)));
            routes.get(
                    path + "/ready", context -> Answers.json(context, withModel(context, InferenceRoutes::readiness)));
            routes.post(path + INFER, this::infer);
        }
    }

    private byte[] server() {
        return Json.object(json -> {
            json.writeStringField("name", PLATFORM);
            json.writeStringField("version", facts.get().version());
            json.writeArrayFieldStart("extensions");
            json.writeEndArray();
        });
    }

    private void ready(Context context) {
        Health health = ready.get();
        if (!health.ok()) {
            throw ProblemException.unavailable("not ready: " + String.join("; ", health.problems()), RETRY_AFTER);
        }
        context.contentType(Bodies.JSON).result("{\"ready\":true}");
    }

    /** Returns what {@code work} makes of the model in the path. */
    private <T> T withModel(Context context, BiFunction<OpenedModel, InferenceTask, T> work) {
        ModelName name = name(context);
        return pool.with(answers -> {
            ModelSearch found = answers.find(name);
            if (found instanceof UnusableModel unusable) {
                throw new RefusedQuestionException(unusable.outcome(), unusable.detail());
            }
            OpenedModel model = (OpenedModel) found;
            InferenceTask task = model.task()
                    .orElseThrow(() -> ProblemException.unavailable(
                            "the model " + model.ref() + " is not available now; the service's log says why",
                            RETRY_AFTER));
            return work.apply(model, task);
        });
    }

    private static ModelName name(Context context) {
        Optional<String> version = Optional.ofNullable(context.pathParamMap().get("version"));
        String name = context.pathParam("name");
        try {
            ModelRef checked = new ModelRef(name, version.orElse("champion"));
            return new ModelName(checked.name(), version);
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("there is no such model: " + e.getMessage());
        }
    }

    private byte[] metadata(OpenedModel model, InferenceTask task) {
        List<String> versions = models.get().models().stream()
                .map(RegisteredModel::ref)
                .filter(ref -> ref.name().equals(model.ref().name()))
                .map(ModelRef::version)
                .toList();
        return Json.object(json -> {
            json.writeStringField("name", model.ref().name());
            json.writeArrayFieldStart("versions");
            for (String version : versions) {
                json.writeString(version);
            }
            json.writeEndArray();
            json.writeStringField("platform", PLATFORM);
            writeTensors(json, "inputs", ModelTensor.inputs(task.input()));
            writeTensors(
                    json,
                    "outputs",
                    AnswerTensor.of(task).stream().map(AnswerTensor::tensor).toList());
        });
    }

    private static void writeTensors(JsonGenerator json, String name, List<ModelTensor> tensors) throws IOException {
        json.writeArrayFieldStart(name);
        for (ModelTensor tensor : tensors) {
            json.writeStartObject();
            tensor.writeFields(json, -1);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static byte[] readiness(OpenedModel model, InferenceTask task) {
        return Json.object(json -> {
            json.writeStringField("name", model.ref().name());
            json.writeBooleanField("ready", true);
        });
    }

    private void infer(Context context) throws IOException {
        long start = System.nanoTime();
        try {
            JsonNode body = Bodies.json(context);
            Inferred inferred = withModel(context, (model, task) -> {
                TensorRequest request = TensorRequest.read(body, task);
                return new Inferred(
                        model.ref(),
                        task,
                        request,
                        model.answer(request.questions(), request.id().orElse("over HTTP")));
            });
            if (inferred.outcome() != InferenceOutcome.ANSWERED) {
                throw new RefusedQuestionException(inferred.outcome(), inferred.problems());
            }
            context.contentType(Bodies.JSON).result(inferred.bytes());
            count(InferenceOutcome.ANSWERED, start);
        } catch (RefusedQuestionException e) {
            count(e.outcome, start);
            throw e;
        } catch (ProblemException e) {
            if (e.problem().status() < HttpStatus.INTERNAL_SERVER_ERROR.getCode()) {
                count(InferenceOutcome.BAD_VALUE, start);
            }
            throw e;
        }
    }

    private void count(InferenceOutcome outcome, long start) {
        metrics.request(outcome, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Ends a request with the outcome that a record of the inference topic would have. */
    private static final class RefusedQuestionException extends ProblemException {
        private static final long serialVersionUID = 1;

        private final InferenceOutcome outcome;

        RefusedQuestionException(InferenceOutcome outcome, String detail) {
            super(InferenceRoutes.problem(outcome, detail));
            this.outcome = outcome;
        }
    }

    private static Problem problem(InferenceOutcome outcome, String detail) {
        return switch (outcome) {
            case UNKNOWN_MODEL, NOT_FOR_INFERENCE -> Problem.of(HttpStatus.NOT_FOUND.getCode(), detail);
            case UNUSABLE_MODEL ->
                new Problem(HttpStatus.SERVICE_UNAVAILABLE.getCode(), detail, OptionalInt.of(RETRY_AFTER), List.of());
            case ERROR, UNUSABLE_RESULT -> Problem.of(HttpStatus.INTERNAL_SERVER_ERROR.getCode(), detail);
            default -> Problem.of(HttpStatus.BAD_REQUEST.getCode(), detail);
        };
    }

    /** The results of one request. */
    private record Inferred(ModelRef model, InferenceTask task, TensorRequest request, List<QuestionResult> results) {
        /** Returns the outcome of the first question without an answer. */
        InferenceOutcome outcome() {
            return results.stream()
                    .map(QuestionResult::outcome)
                    .filter(outcome -> outcome != InferenceOutcome.ANSWERED)
                    .findFirst()
                    .orElse(InferenceOutcome.ANSWERED);
        }

        /** Names the rows without an answer, from 0, or what is wrong with the model. */
        String problems() {
            if (OF_MODEL.contains(outcome())) {
                return results.stream()
                        .flatMap(result -> result.detail().stream())
                        .findFirst()
                        .orElseThrow();
            }
            RequestProblems problems = new RequestProblems();
            for (int row = 0; row < results.size(); row++) {
                int index = row;
                results.get(row).detail().ifPresent(detail -> problems.add("row " + index + ": " + detail));
            }
            return problems.shown();
        }

        byte[] bytes() {
            List<Answered> answers = results.stream()
                    .map(result -> result.answer().orElseThrow())
                    .toList();
            return Json.object(json -> {
                json.writeStringField("model_name", model.name());
                json.writeStringField("model_version", model.version());
                if (request.id().isPresent()) {
                    json.writeStringField("id", request.id().get());
                }
                json.writeArrayFieldStart("outputs");
                for (AnswerTensor tensor : AnswerTensor.of(task)) {
                    if (request.wants(tensor.tensor().name())) {
                        tensor.write(json, answers);
                    }
                }
                json.writeEndArray();
            });
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
