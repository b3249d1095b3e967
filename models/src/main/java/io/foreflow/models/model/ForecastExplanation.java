package io.foreflow.models.model;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.forecast.Baseline;
import io.foreflow.models.forecast.FeatureSet;
import io.foreflow.models.forecast.Forecaster.ForecastOutcome;
import io.foreflow.models.forecast.Forecaster.Forecasted;
import io.foreflow.models.forecast.Forecaster.UnableReason;
import io.foreflow.models.forecast.InputGroup;
import io.foreflow.models.forecast.LinearTerms;
import io.foreflow.models.forecast.WindowEncoder;
import io.foreflow.models.model.ModelForecaster.ShareForecast;
import io.foreflow.models.network.NetworkSpec;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parts of a forecast: what each member says, and what makes the forecast differ from last week's values.
 *
 * <p>At each target step the contributions add up to the forecast less the reference. Each member has its share in
 * them: first the base that it corrects less the reference, then its correction. The correction of a regression is
 * split into groups of its inputs, see {@link LinearTerms}. That of another network is one contribution, since its
 * inputs act together. What the limits of the forecast and rounding change is a contribution too.
 *
 * @param members one for each share of the sensor, by name
 * @param values the forecast, one for each target step, in the sensor's unit
 * @param reference last week's values; where one is unknown, the first known one of the usual value, yesterday's, the
 *     latest value and the level
 * @param contributions what each source adds, in the order in which they arise; no two of the same source, and none that
 *     adds nothing
 */
public record ForecastExplanation(
        List<ExplainedMember> members, Values values, Values reference, List<Contribution> contributions) {
    private static final InputGroup LIMITS = new InputGroup("limits", "the limits that no forecast may leave");

    /** The change by rounding, of the model's numbers and of the published ones. */
    public static final InputGroup ROUNDING = new InputGroup("rounding", "rounding");

    public ForecastExplanation {
        members = List.copyOf(members);
        contributions = List.copyOf(contributions);
    }

    /** The kind of a member. */
    public enum MemberKind {
        /** One linear layer, whose inputs add up. */
        REGRESSION,
        NETWORK,
        BASELINE
    }

    /**
     * A share of a forecast.
     *
     * @param share its share in the sensor's forecasts, above 0 and at most 1. If a member cannot forecast a window, the
     *     shares of the others grow in proportion
     * @param networks number of networks whose mean it is, 0 for a baseline
     * @param values one for each target step; empty if it cannot forecast this window
     * @param obstacle the reason why it cannot
     */
    public record ExplainedMember(
            String name,
            MemberKind kind,
            double share,
            int networks,
            Optional<Values> values,
            Optional<UnableReason> obstacle) {}

    /** @param values what the source adds at each target step, in the sensor's unit */
    public record Contribution(InputGroup source, Values values) {}

    /**
     * Explains a model's forecast of a window.
     *
     * @param engines returns the engine for a network
     * @return empty if the model cannot forecast the window
     */
    public static Optional<ForecastExplanation> of(
            TrainedModel model, Function<NetworkSpec, Engine> engines, Window window) {
        try (ModelForecaster forecaster = ModelForecaster.open(model, engines)) {
            ForecastOutcome outcome = forecaster.forecast(window);
            Values reference = reference(window).orElse(null);
            if (!(outcome instanceof Forecasted forecasted) || reference == null) {
                return Optional.empty();
            }
            List<ShareForecast> shares = forecaster.forecastEach(window);
            Sums sums = new Sums(reference);
            List<ExplainedMember> members = new ArrayList<>();
            double used = shares.stream()
                    .filter(share -> share.values().isPresent())
                    .mapToDouble(ShareForecast::share)
                    .sum();
            for (ShareForecast share : shares) {
                members.add(new MemberExplainer(model, window, sums).explain(share, share.share() / used));
            }
            sums.raise(LIMITS, 1, forecasted.clipped() == 0 ? sums.mean() : forecasted.values(), sums.mean());
            sums.raise(ROUNDING, 1, forecasted.values(), sums.total());
            return Optional.of(new ForecastExplanation(members, forecasted.values(), reference, sums.contributions()));
        }
    }

    /**
     * Explains the forecast of a baseline.
     *
     * @param values its forecast
     * @param method name of the baseline, or {@link io.foreflow.models.forecast.Fallback#LEVEL}
     * @return empty if nothing at all is known
     */
    public static Optional<ForecastExplanation> ofFallback(Window window, Values values, String method) {
        return reference(window).map(reference -> {
            Sums sums = new Sums(reference);
            sums.raise(base(method), 1, values, reference);
            return new ForecastExplanation(
                    List.of(new ExplainedMember(
                            method, MemberKind.BASELINE, 1, 0, Optional.of(values), Optional.empty())),
                    values,
                    reference,
                    sums.contributions());
        });
    }

    /** Returns last week's values, with unknown ones filled; empty if nothing is known. */
    public static Optional<Values> reference(Window window) {
        return Baseline.LAST_WEEK.completed(window);
    }

    /**
     * Returns this explanation for the published values. These are rounded; they differ more if the sensor's past has
     * changed since.
     *
     * @param changed source of the difference; empty if it is rounding
     */
    public ForecastExplanation asPublished(Values published, Optional<InputGroup> changed) {
        Sums sums = new Sums(reference);
        contributions.forEach(one -> sums.add(one.source(), 1, one.values().toArray()));
        sums.raise(changed.orElse(ROUNDING), 1, published, values);
        return new ForecastExplanation(members, published, reference, sums.contributions());
    }

    private static InputGroup base(String name) {
        String words =
                switch (name) {
                    case MemberShares.BLEND -> "the blend of the baselines";
                    case "yesterday" -> "yesterday's values";
                    case "lastWeek" -> "last week's values";
                    case "usual" -> "the mean of four weeks at this time";
                    case "persistence" -> "the latest value";
                    default -> "the mean of four weeks";
                };
        return new InputGroup("base:" + name, words + ", beside last week's");
    }

    /** Explains the members of one forecast. */
    private record MemberExplainer(TrainedModel model, Window window, Sums sums) {
        ExplainedMember explain(ShareForecast share, double weight) {
            Member member = share.member().orElse(null);
            MemberKind kind = MemberKind.BASELINE;
            if (member == null) {
                share.values().ifPresent(values -> sums.raise(base(share.name()), weight, values, sums.reference));
            } else {
                List<LinearTerms> terms = terms(member);
                kind = terms.isEmpty() ? MemberKind.NETWORK : MemberKind.REGRESSION;
                share.values().ifPresent(values -> correct(member, terms, values, weight));
            }
            share.values().ifPresent(values -> sums.average(weight, values));
            return new ExplainedMember(
                    share.name(),
                    kind,
                    share.share(),
                    member == null ? 0 : member.networks().size(),
                    share.values(),
                    share.obstacle());
        }

        /** Returns the terms of each network of the member; none unless all are linear. */
        private List<LinearTerms> terms(Member member) {
            List<LinearTerms> terms = member.networks().stream()
                    .flatMap(name -> LinearTerms.of(
                            model.networkNamed(name),
                            FeatureSet.named(member.features()),
                            member.covariates(),
                            model.forecastTask().shape())
                            .stream())
                    .toList();
            return terms.size() == member.networks().size() ? terms : List.of();
        }

        private void correct(Member member, List<LinearTerms> terms, Values values, double weight) {
            FeatureSet features = FeatureSet.named(member.features());
            WindowEncoder encoder = features.encoder(model.forecastTask().shape(), member.covariates());
            if (!encoder.load(window)) {
                throw new IllegalStateException("a window that was forecast cannot be encoded");
            }
            Values base = Values.generate(values.length(), lead -> encoder.decode(lead, 0));
            sums.raise(base(nameOfBase(features)), weight, base, sums.reference);
            if (terms.isEmpty()) {
                sums.raise(
                        new InputGroup("network:" + member.name(), "the network " + member.name() + " as a whole"),
                        weight,
                        values,
                        base);
            }
            for (LinearTerms one : terms) {
                one.contributions(window).forEach((group, added) -> sums.add(group, weight / terms.size(), added));
            }
        }

        private String nameOfBase(FeatureSet features) {
            if (features.correctsBlend()) {
                return MemberShares.BLEND;
            }
            return features.readsCovariates()
                    ? Baseline.best(window).map(Baseline::label).orElseThrow()
                    : "level";
        }
    }

    /** The sums of what each source adds. */
    private static final class Sums {
        private final Values reference;
        private final Map<InputGroup, double[]> bySource = new LinkedHashMap<>();
        private final double[] mean;

        Sums(Values reference) {
            this.reference = reference;
            this.mean = new double[reference.length()];
        }

        void add(InputGroup source, double weight, double[] added) {
            double[] sum = requireNonNull(bySource.computeIfAbsent(source, unused -> new double[added.length]));
            for (int lead = 0; lead < sum.length; lead++) {
                sum[lead] += weight * added[lead];
            }
        }

        /** Adds a weighted difference, unless it is 0 everywhere. */
        void raise(InputGroup source, double weight, Values to, Values from) {
            double[] added = new double[to.length()];
            boolean any = false;
            for (int lead = 0; lead < added.length; lead++) {
                added[lead] = to.at(lead) - from.at(lead);
                any |= added[lead] != 0;
            }
            if (any) {
                add(source, weight, added);
            }
        }

        void average(double weight, Values values) {
            for (int lead = 0; lead < mean.length; lead++) {
                mean[lead] += weight * values.at(lead);
            }
        }

        /** Returns the weighted mean of the members. */
        Values mean() {
            return Values.of(mean);
        }

        /** Returns the reference and everything that was added to it. */
        Values total() {
            double[] total = reference.toArray();
            bySource.values().forEach(added -> {
                for (int lead = 0; lead < total.length; lead++) {
                    total[lead] += added[lead];
                }
            });
            return Values.owning(total);
        }

        List<Contribution> contributions() {
            return bySource.entrySet().stream()
                    .filter(entry -> Arrays.stream(entry.getValue()).anyMatch(added -> added != 0))
                    .map(entry -> new Contribution(entry.getKey(), Values.of(entry.getValue())))
                    .toList();
        }
    }
}
