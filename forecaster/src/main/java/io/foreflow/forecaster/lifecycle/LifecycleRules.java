package io.foreflow.forecaster.lifecycle;

import static java.util.Objects.requireNonNull;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules by which a challenger is promoted and a new champion is rolled back. Both compare mean scaled errors on the
 * same forecasts.
 *
 * @param promotes true to promote a challenger by rule
 * @param promotionMargin share by which the challenger must be better, 0 to 1
 * @param promotionDays number of days over which it must be better, 2 to {@value #MOST_DAYS}
 * @param rollsBack true to roll a new champion back by rule
 * @param rollbackMargin share by which the champion's error must be larger than its predecessor's, at least 0
 * @param rollbackHours number of latest hours over which it must be larger; it must be larger in total, too; at least 1, at most {@value #MOST_DAYS} days
 * @param watch time after a promotion during which the predecessor forecasts beside the new champion
 */
@RecordBuilder
public record LifecycleRules(
        boolean promotes,
        double promotionMargin,
        int promotionDays,
        boolean rollsBack,
        double rollbackMargin,
        int rollbackHours,
        Duration watch)
        implements LifecycleRulesBuilder.With {
    /** Number of days that a trial keeps. */
    public static final int MOST_DAYS = 60;

    public static final LifecycleRules DEFAULT = new LifecycleRules(false, 0.02, 7, true, 0.1, 24, Duration.ofDays(7));

    /** A challenger is promoted if chance would show such a difference in one of twenty trials. */
    private static final double SIGNIFICANT = 0.05;

    private static final int PERCENT = 100;
    private static final int HOURS_PER_DAY = 24;

    public LifecycleRules {
        requireNonNull(watch, "watch");
        List<String> problems = new ArrayList<>();
        if (!(promotionMargin >= 0 && promotionMargin < 1)) {
            problems.add("promotion.margin (" + promotionMargin + ") must be from 0 to below 1");
        }
        if (promotionDays < 2 || promotionDays > MOST_DAYS) {
            problems.add("promotion.days (" + promotionDays + ") must be from 2 to " + MOST_DAYS);
        }
        if (!(rollbackMargin >= 0)) {
            problems.add("rollback.margin (" + rollbackMargin + ") must be at least 0");
        }
        if (rollbackHours < 1 || rollbackHours > MOST_DAYS * HOURS_PER_DAY) {
            problems.add("rollback.hours (" + rollbackHours + ") must be from 1 to " + MOST_DAYS * HOURS_PER_DAY);
        }
        if (watch.isNegative()) {
            problems.add("rollback.watch (" + watch + ") must not be negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** A change of the champion that a rule asks for. */
    public enum ChampionChoice {
        /** The challenger becomes champion. */
        PROMOTE("promotion.auto"),
        /** The predecessor becomes champion again. */
        ROLL_BACK("rollback.auto");

        private final String rule;

        ChampionChoice(String rule) {
            this.rule = rule;
        }

        /** Returns the key of the configuration that switches the rule on. It names the rule in metrics and events. */
        public String rule() {
            return rule;
        }
    }

    /** @param reason one line with the figures */
    public record RuleDecision(ChampionChoice decision, String reason) {}

    /** Returns what a rule asks for now; empty if the trial goes on. */
    public Optional<RuleDecision> decide(Trial trial) {
        return switch (trial.role()) {
            case CHALLENGER -> promotes ? promotion(trial) : Optional.empty();
            case PREDECESSOR -> rollsBack ? rollback(trial) : Optional.empty();
        };
    }

    private Optional<RuleDecision> promotion(Trial trial) {
        PairedTotals total = trial.total();
        double p = trial.pValue();
        boolean better = trial.length().compareTo(Duration.ofDays(promotionDays)) >= 0
                && trial.days() >= promotionDays
                && total.shadowMean() <= (1 - promotionMargin) * total.championMean()
                && p < SIGNIFICANT
                && !total.baselineBeatsShadow();
        return better
                ? Optional.of(new RuleDecision(
                        ChampionChoice.PROMOTE,
                        String.format(
                                Locale.ROOT,
                                "MASE %.3f, %.1f %% below the %.3f of %s on the same forecasts over %d days; p = %.4f",
                                total.shadowMean(),
                                PERCENT * (1 - total.shadowMean() / total.championMean()),
                                total.championMean(),
                                trial.champion(),
                                trial.days(),
                                p)))
                : Optional.empty();
    }

    private Optional<RuleDecision> rollback(Trial trial) {
        PairedTotals last = trial.last(rollbackHours);
        PairedTotals total = trial.total();
        if (trial.length().compareTo(Duration.ofHours(rollbackHours)) < 0 || last.count() == 0) {
            return Optional.empty();
        }
        boolean worse = last.championMean() > (1 + rollbackMargin) * last.shadowMean();
        boolean useless = last.baselineBeatsChampion() && last.shadowMean() < last.championMean();
        // A champion that was better for days is not rolled back for one bad day.
        boolean worseInTotal = total.championMean() > total.shadowMean();
        return (worse || useless) && worseInTotal
                ? Optional.of(new RuleDecision(
                        ChampionChoice.ROLL_BACK,
                        String.format(
                                Locale.ROOT,
                                "MASE %.3f of %s where its predecessor %s has %.3f on the same forecasts over %d hours%s",
                                last.championMean(),
                                trial.champion(),
                                trial.shadow(),
                                last.shadowMean(),
                                rollbackHours,
                                last.baselineBeatsChampion() ? "; a baseline beats it" : "")))
                : Optional.empty();
    }
}
