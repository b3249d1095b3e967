package io.foreflow.tutorials.study;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.DerivingEngine;
import io.foreflow.models.engine.select.EngineSelector;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.network.SpecReader;
import io.foreflow.training.fit.WorkListener;
import io.foreflow.tutorials.study.PictureModel.Untrained;
import io.foreflow.tutorials.study.RunFolder.RunOutput;
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
non-sealed interface ModelTutorial<L, S extends ModelTutorial.ModelFindings> extends Tutorial {
    /** The findings about one model. */
    interface ModelFindings {
        PictureModel model();

        /** Returns the number of real pictures that were tried on the model. */
        int pictures();
    }

    /**
     * The result of a run.
     *
     * @param missing why other models were not looked into
     */
    record ModelTutorialResult<S>(List<S> models, List<String> missing, double seconds, Machine machine) {}

    /**
     * Returns the recipe's parts by the recipe that a model was trained by; each model is looked into if it is there.
     */
    Map<String, L> looks();

    /** Returns what to do where there is no model. */
    Untrained instead();

    /** Returns the number of steps of {@link #look}, each of which is work of 1 of the kind of its model's recipe. */
    long steps(PictureModel model, L look);

    S look(PictureModel model, L look, DerivingEngine engine, RunSetting setting, WorkListener listener)
            throws IOException, InterruptedException;

    FindingsReport<S> report(ModelTutorialResult<S> looked);

    /**
     * Reads {@code models} of a recipe.
     *
     * @param look reads one of them, but for its {@code recipe}
     */
    static <L> Map<String, L> looks(SpecReader document, Function<SpecReader, L> look) {
        Map<String, L> looks = new LinkedHashMap<>();
        document.objects("models", part -> {
            if (looks.put(part.text("recipe"), look.apply(part)) != null) {
                part.problem("recipe", "is there twice");
            }
            return part;
        });
        if (looks.isEmpty()) {
            document.problem("models must list at least one model");
        }
        return Collections.unmodifiableMap(looks);
    }

    private L lookAt(PictureModel model) {
        return requireNonNull(looks().get(model.recipe()));
    }

    @Override
    default Optional<NetworkSpec> fitted() {
        return Optional.empty();
    }

    @Override
    default RunOutput run(RunSetting setting, WorkListener listener) throws IOException, InterruptedException {
        long started = System.nanoTime();
        PictureModel.FoundModels found = PictureModel.find(List.copyOf(looks().keySet()), setting, instead());
        found.models().forEach(model -> listener.planned(model.recipe(), (double) steps(model, lookAt(model))));
        DerivingEngine engine = EngineSelector.deriving();
        List<S> seen = new ArrayList<>();
        for (PictureModel model : found.models()) {
            listener.says(model.recipe());
            seen.add(look(model, lookAt(model), engine, setting, listener));
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        FindingsReport<S> report =
                report(new ModelTutorialResult<>(seen, found.missing(), seconds, setting.reported()));
        return new RunFolder(setting).report(report.html(), report.json(), report.headline());
    }
}
