package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.tutorials.study.PictureModel.Untrained;
import io.foreflow.tutorials.study.StudyJob.Done;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A recipe that looks into what other recipes trained.
 *
 * @param <L> how it looks into a model
 * @param <S> what it sees of one
 */
interface Looking<L, S extends Looking.Seen> extends Tutorial {
    /** What was seen of one model. */
    interface Seen {
        PictureModel model();

        /** How many real pictures were tried on it. */
        int pictures();
    }

    /**
     * What came of a run.
     *
     * @param missing why other models were not looked into
     */
    record Looked<S>(List<S> models, List<String> missing, double seconds, Machine machine) {}

    String description();

    /** By the recipe that a model was trained by; each model is looked into if it is there. */
    Map<String, L> looks();

    /** What to do where there is no model. */
    Untrained instead();

    /** How often {@link #look} will say {@link StudyListener#epoch()}. */
    long steps(PictureModel model, L look);

    S look(PictureModel model, L look, DerivingEngine engine, Setting setting, StudyListener listener)
            throws IOException, InterruptedException;

    LookReport<S> report(Looked<S> looked);

    /**
     * Reads {@code models} of a recipe.
     *
     * @param problems gets those that are found
     * @param look reads one of them, but for its {@code recipe}
     */
    static <L> Map<String, L> looks(SpecReader document, List<String> problems, Function<SpecReader, L> look) {
        Map<String, L> looks = new LinkedHashMap<>();
        JsonNode models = document.required("models", "must list what is looked into");
        for (int i = 0; models != null && i < models.size(); i++) {
            SpecReader reader = new SpecReader(models.get(i), "models[" + i + "]", problems);
            if (looks.put(reader.text("recipe"), look.apply(reader)) != null) {
                problems.add(reader.path("recipe") + " is there twice");
            }
            reader.finish();
        }
        if (looks.isEmpty()) {
            problems.add("models must list at least one model");
        }
        return Collections.unmodifiableMap(looks);
    }

    private L lookAt(PictureModel model) {
        return requireNonNull(looks().get(model.recipe()));
    }

    @Override
    default Optional<NetworkSpec> network() {
        return Optional.empty();
    }

    @Override
    default Done run(Setting setting, StudyListener listener) throws IOException, InterruptedException {
        long started = System.nanoTime();
        PictureModel.Found found = PictureModel.find(List.copyOf(looks().keySet()), setting, instead());
        listener.planned(found.models().stream()
                .mapToLong(model -> steps(model, lookAt(model)))
                .sum());
        DerivingEngine engine = EngineSelector.deriving();
        List<S> seen = new ArrayList<>();
        for (PictureModel model : found.models()) {
            listener.begins(model.recipe());
            seen.add(look(model, lookAt(model), engine, setting, listener));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        LookReport<S> report = report(new Looked<>(seen, found.missing(), seconds, setting.reported()));
        return new Leavings(setting.folder()).done(report.html(), report.json(), report.headline());
    }
}
