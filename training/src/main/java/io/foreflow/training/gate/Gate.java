package io.foreflow.training.gate;

import static java.util.Comparator.comparingDouble;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ModelForecaster;
import io.foreflow.models.model.TrainedModel;
import io.foreflow.models.model.ValidationScore;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.TrainingWindow;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.training.backtest.Candidate.CandidateProgress;
import io.foreflow.training.backtest.Candidate.CannotFitException;
import io.foreflow.training.backtest.Candidate.FittedCandidate;
import io.foreflow.training.backtest.KnownPast;
import io.foreflow.training.backtest.RidgeCandidate;
import io.foreflow.training.data.MeasuredTargets;
import io.foreflow.training.data.SensorOutliers;
import io.foreflow.training.data.SensorSeries;
import io.foreflow.training.data.Split;
import io.foreflow.training.data.WindowSet;
import io.foreflow.training.evaluate.BlockEvaluation;
import io.foreflow.training.evaluate.Evaluation;
import io.foreflow.training.evaluate.Evaluation.SensorScores;
import io.foreflow.training.evaluate.ForecastErrors;
import io.foreflow.training.evaluate.Verdict;
import io.foreflow.training.evaluate.Verdict.LostSensor;
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
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares a candidate by its scores on a block of windows that it was not fitted to. It must beat every baseline,
 * ridge fitted before the block, and the champion on the very same windows. If the champion's card has scores on this
 * block from before it was fitted to it, those count. Any other champion may have been fitted to some of the windows,
 * which is to its advantage: a candidate that beats it is better all the same.
 */
public final class Gate {
    public static final String CHAMPION = "champion";

    private final String digest;
    private final Split split;
    /** Mean MASE over the sensors, of ridge and the champion. */
    private final Map<String, Double> means = new LinkedHashMap<>();
    /** Evaluations of the rivals by sensor, where known. */
    private final Map<String, Evaluation> rivals = new LinkedHashMap<>();

    private final List<String> notes = new ArrayList<>();

    /**
     * Fits ridge on the windows before the block.
     *
     * @param windows all windows of the training
     * @param cut start of the block
     * @throws IllegalArgumentException if there is no window on either side
     */
    public Gate(Collection<TrainingWindow> windows, Instant cut) {
        WindowSet set = WindowSet.of(windows);
        this.digest = set.digest();
        this.split = Split.at(set, cut);
        KnownPast past = past();
        try (FittedCandidate ridge = new RidgeCandidate().fit(past, CandidateProgress.SILENT)) {
            add(
                    RidgeCandidate.NAME,
                    BlockEvaluation.of(split, block -> ridge(ridge, past, block))
                            .evaluation());
        } catch (CannotFitException e) {
            notes.add("ridge is not among the others: " + e.getMessage());
        }
    }

    /** Forecasts the block with ridge. The block's windows are sorted by sensor. */
    private static List<ForecastOutcome> ridge(FittedCandidate ridge, KnownPast past, List<Window> block) {
        List<ForecastOutcome> outcomes = new ArrayList<>(block.size());
        past.series()
                .forEach((sensor, series) -> outcomes.addAll(ridge.forecast(
                        series,
                        block.stream()
                                .filter(window -> window.sensor().equals(sensor))
                                .toList())));
        return outcomes;
    }

    /** Returns the series of all sensors; a sensor without a training window has an empty series. */
    private KnownPast past() {
        Map<SensorId, List<TrainingWindow>> bySensor = split.training().windows().stream()
                .collect(groupingBy(window -> window.window().sensor()));
        SortedMap<SensorId, SensorSeries> series = new TreeMap<>();
        Stream.concat(split.training().windows().stream(), split.validation().windows().stream())
                .forEach(window -> series.computeIfAbsent(
                        window.window().sensor(),
                        sensor -> SensorSeries.of(
                                sensor,
                                window.window().grid(),
                                MeasuredTargets.of(bySensor.getOrDefault(sensor, List.of())))));
        return new KnownPast(split.training(), series, split.cut());
    }

    /** Adds a short line that people should know. */
    void note(String line) {
        notes.add(line);
    }

    private void add(String rival, Evaluation evaluation) {
        rivals.put(rival, evaluation);
        means.put(rival, evaluation.mean(BlockEvaluation.CANDIDATE).mase());
    }

    /**
     * Adds the champion to the rivals. A champion for other windows is noted and not compared.
     *
     * @param engines returns the engine for a network
     * @throws IllegalArgumentException if it does not forecast
     */
    public void against(TrainedModel champion, Function<NetworkSpec, Engine> engines) {
        if (!champion.forecastTask().shape().equals(split.training().shape())) {
            notes.add("the champion " + champion.ref() + " is not compared: it is made for windows of "
                    + champion.forecastTask().shape());
            return;
        }
        if (isBlockOf(champion.card())) {
            means.put(CHAMPION, mase(champion.card(), BlockEvaluation.CANDIDATE));
            notes.add("the champion is " + champion.ref() + ", by the scores that it had on the same windows");
            return;
        }
        try (ModelForecaster forecaster = ModelForecaster.open(champion, engines)) {
            BlockEvaluation evaluation = BlockEvaluation.of(split, forecaster);
            add(CHAMPION, evaluation.evaluation());
            notes.add("the champion is " + champion.ref()
                    + (evaluation.fallbacks() == 0
                            ? ""
                            : ", which cannot forecast " + evaluation.fallbacks() + " windows"));
        }
    }

    /** Returns true for a card whose scores were taken on this very block. */
    boolean isBlockOf(ModelCard card) {
        return card.fit().dataDigest().equals(digest)
                && card.block()
                        .filter(block -> block.from().equals(split.cut()))
                        .isPresent();
    }

    /** Returns the MASE of a method; NaN if it is unknown. */
    private static double mase(ModelCard card, String method) {
        ValidationScore score = card.validation().get(method);
        return score == null ? Double.NaN : score.mase();
    }

    /** Scores the forecasts of a model that was not fitted to the block. */
    Evaluation evaluation(ModelForecaster forecaster) {
        BlockEvaluation evaluation = BlockEvaluation.of(split, forecaster);
        if (evaluation.fallbacks() > 0) {
            notes.add("the candidate cannot forecast " + evaluation.fallbacks() + " windows");
        }
        return evaluation.evaluation();
    }

    /**
     * Compares a candidate with its rivals.
     *
     * @param evaluation evaluation of the candidate on the block, to which it was not fitted, with every baseline
     */
    public Verdict judge(Evaluation evaluation) {
        List<LostSensor> losses = new ArrayList<>();
        evaluation.sensors().forEach((sensor, scores) -> loss(sensor, scores).ifPresent(losses::add));
        losses.sort(comparingDouble(LostSensor::share).reversed());
        List<String> allNotes = new ArrayList<>(notes);
        allNotes.addAll(SensorOutliers.of(split).notes());
        allNotes.addAll(evaluation.notes());
        return verdict(method -> evaluation.mean(method).mase(), losses, allNotes);
    }

    /**
     * Compares a candidate by the card's scores of all sensors together.
     *
     * @throws IllegalArgumentException if its scores were not taken on this block
     */
    Verdict judge(ModelCard card) {
        if (!isBlockOf(card)) {
            throw new IllegalArgumentException("the card's scores were taken on another block");
        }
        return verdict(method -> mase(card, method), List.of(), notes);
    }

    private Verdict verdict(ToDoubleFunction<String> candidate, List<LostSensor> losses, List<String> allNotes) {
        Map<String, Double> others = new LinkedHashMap<>();
        for (Baseline baseline : Baseline.values()) {
            others.put(baseline.label(), candidate.applyAsDouble(baseline.label()));
        }
        others.putAll(means);
        return new Verdict(candidate.applyAsDouble(BlockEvaluation.CANDIDATE), others, losses, allNotes);
    }

    /** Returns the loss of the candidate against the best rival at a sensor; empty if it does not lose. */
    private Optional<LostSensor> loss(SensorId sensor, SensorScores scores) {
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
        return Optional.of(new LostSensor(sensor.value(), best, own, rival, leads));
    }

    private static ForecastErrors score(Map<String, SensorScores> of, String name) {
        return requireNonNull(of.get(name)).score(method(name));
    }

    /**
     * Returns the name of a rival in its evaluation: ridge and champion are the models under test of evaluations of
     * their own.
     */
    private static String method(String rival) {
        return rival.equals(RidgeCandidate.NAME) || rival.equals(CHAMPION) ? BlockEvaluation.CANDIDATE : rival;
    }
}
