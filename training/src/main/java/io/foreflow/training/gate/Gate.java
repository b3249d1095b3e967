package io.foreflow.training.gate;

import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.BundleForecaster;
import io.foreflow.models.forecast.Forecaster.Outcome;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.backtest.Candidate.Fitted;
import io.foreflow.training.backtest.Candidate.Progress;
import io.foreflow.training.backtest.Past;
import io.foreflow.training.backtest.RidgeCandidate;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.Score;
import io.foreflow.training.evaluate.Yardstick;
import io.foreflow.training.gate.Verdict.Loss;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Judges a candidate by its scores on a validation block: it has to beat every baseline, ridge fitted before the block, and
 * the champion on the very same windows. A champion may have been fitted on some of them, which is to its favour: who
 * replaces it is better all the same.
 */
public final class Gate {
    public static final String CHAMPION = "champion";

    private final Split split;
    private final Map<String, Evaluation> rivals = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Fits ridge on what lies before the block.
     *
     * @param windows all windows of the training
     * @param cut where its validation block began
     * @throws IllegalArgumentException if there is no window on either side
     */
    public Gate(Collection<TrainingWindow> windows, Instant cut) {
        this.split = Split.at(WindowSet.of(windows), cut);
        Past past = past();
        try (Fitted ridge = new RidgeCandidate().fit(past, Progress.SILENT)) {
            rivals.put(
                    RidgeCandidate.NAME,
                    BlockEvaluation.of(split, block -> ridge(ridge, past, block))
                            .evaluation());
        } catch (CannotFitException e) {
            notes.add("ridge is not among the others: " + e.getMessage());
        }
    }

    /** The block's windows are sorted by sensor. */
    private static List<Outcome> ridge(Fitted ridge, Past past, List<Window> block) {
        List<Outcome> outcomes = new ArrayList<>(block.size());
        past.series()
                .forEach((sensor, series) -> outcomes.addAll(ridge.forecast(
                        series,
                        block.stream()
                                .filter(window -> window.sensor().equals(sensor))
                                .toList())));
        return outcomes;
    }

    /** All sensors, those without a training window with an empty series. */
    private Past past() {
        Map<SensorId, List<TrainingWindow>> bySensor = split.training().windows().stream()
                .collect(groupingBy(window -> window.window().sensor()));
        SortedMap<SensorId, SensorSeries> series = new TreeMap<>();
        Stream.concat(split.training().windows().stream(), split.validation().windows().stream())
                .forEach(window -> series.computeIfAbsent(
                        window.window().sensor(),
                        sensor -> SensorSeries.of(
                                sensor,
                                window.window().zone(),
                                split.training().shape().step(),
                                new TreeMap<>(Yardstick.actuals(bySensor.getOrDefault(sensor, List.of()))))));
        return new Past(split.training(), series, split.cut());
    }

    /**
     * Adds the champion to what has to be beaten. One that is made for other windows is told and not compared.
     *
     * @param name of the champion, for people
     */
    public void against(String name, BundleForecaster champion, WindowShape shape) {
        if (!shape.equals(split.training().shape())) {
            notes.add("the champion " + name + " is not compared: it is made for windows of " + shape);
            return;
        }
        BlockEvaluation evaluation = BlockEvaluation.of(split, champion);
        rivals.put(CHAMPION, evaluation.evaluation());
        notes.add("the champion is " + name
                + (evaluation.fallbacks() == 0
                        ? ""
                        : ", which cannot forecast " + evaluation.fallbacks() + " windows"));
    }

    /** What people should know of the comparison, a short line each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Judges.
     *
     * @param evaluation of the candidate on the validation block, fitted before it, with every baseline beside
     */
    public Verdict judge(Evaluation evaluation) {
        Map<String, Double> mase = new LinkedHashMap<>();
        for (Baseline baseline : Baseline.values()) {
            mase.put(baseline.label(), evaluation.mean(baseline.label()).mase());
        }
        rivals.forEach((name, rival) ->
                mase.put(name, rival.mean(BlockEvaluation.CANDIDATE).mase()));
        List<Loss> losses = new ArrayList<>();
        evaluation.sensors().forEach((sensor, scores) -> loss(sensor, scores).ifPresent(losses::add));
        losses.sort(comparingDouble(Loss::share).reversed());
        return new Verdict(evaluation.mean(BlockEvaluation.CANDIDATE).mase(), mase, losses);
    }

    /** Where the best rival at a sensor is better than the candidate. */
    private Optional<Loss> loss(SensorId sensor, SensorScores scores) {
        Map<String, SensorScores> of = new LinkedHashMap<>();
        for (Baseline baseline : Baseline.values()) {
            of.put(baseline.label(), scores);
        }
        rivals.forEach((name, rival) -> {
            SensorScores known = rival.sensors().get(sensor);
            if (known != null) {
                of.put(name, known);
            }
        });
        double own = scores.score(BlockEvaluation.CANDIDATE).mase();
        String best = Collections.min(
                of.keySet(), comparingDouble(name -> score(of, name).mase()));
        double rival = score(of, best).mase();
        if (!(rival < own)) {
            return Optional.empty();
        }
        Values ownLeads = scores.maseByLead(BlockEvaluation.CANDIDATE);
        Values rivalLeads = requireNonNull(of.get(best)).maseByLead(method(best));
        List<Integer> leads = IntStream.range(0, ownLeads.length())
                .filter(lead -> rivalLeads.at(lead) < ownLeads.at(lead))
                .mapToObj(lead -> lead + 1)
                .toList();
        return Optional.of(new Loss(sensor.value(), best, own, rival, leads));
    }

    private static Score score(Map<String, SensorScores> of, String name) {
        return requireNonNull(of.get(name)).score(method(name));
    }

    /** Ridge and champion are the models under test of evaluations of their own. */
    private static String method(String rival) {
        return rival.equals(RidgeCandidate.NAME) || rival.equals(CHAMPION) ? BlockEvaluation.CANDIDATE : rival;
    }
}
