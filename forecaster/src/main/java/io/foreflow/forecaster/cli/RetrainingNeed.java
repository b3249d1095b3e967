package io.foreflow.forecaster.cli;

import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.models.model.ValidationBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The versions of a forecaster on the models topic, and the reasons not to train another one.
 *
 * @param versions its versions, in any order
 */
record RetrainingNeed(List<RegisteredModel> versions) {
    /** Windows of less time than this make no new model. */
    private static final Duration LEAST = Duration.ofDays(1);

    RetrainingNeed {
        versions = List.copyOf(versions);
    }

    /** Returns the versions of one model among all models. */
    static RetrainingNeed of(String name, Collection<RegisteredModel> models) {
        return new RetrainingNeed(models.stream()
                .filter(model -> model.ref().name().equals(name) && model.kind().isForecaster())
                .toList());
    }

    Optional<RegisteredModel> champion() {
        return withAlias(Alias.CHAMPION);
    }

    private Optional<RegisteredModel> withAlias(Alias alias) {
        return versions.stream()
                .filter(model -> model.aliases().contains(alias))
                .findFirst();
    }

    /** Returns the time of the newest training of a version, whatever its alias. */
    Optional<Instant> newestTraining() {
        return versions.stream().map(model -> model.card().build().created()).max(Comparator.naturalOrder());
    }

    /**
     * Returns why no challenger may be published now: a later challenger would end the trial of the present one before
     * the rule has decided.
     */
    Optional<String> trial(LifecycleRules rules, Instant now) {
        if (!rules.promotes()) {
            return Optional.empty();
        }
        return withAlias(Alias.CHALLENGER).flatMap(challenger -> {
            Instant until = challenger.card().build().created().plus(Duration.ofDays(rules.promotionDays()));
            return until.isAfter(now)
                    ? Optional.of("the challenger " + challenger.ref() + " is on trial until " + until
                            + " (promotion.days: " + rules.promotionDays() + ")")
                    : Optional.empty();
        });
    }

    /**
     * Returns why new windows are too few: they hardly go beyond those of the champion or challenger.
     *
     * @param newest origin of the newest window
     */
    Optional<String> tooFewNew(Instant newest) {
        return versions.stream()
                .filter(model -> !model.aliases().isEmpty())
                .filter(model -> newest.isBefore(lastOrigin(model).plus(LEAST)))
                .max(Comparator.comparing(RetrainingNeed::lastOrigin))
                .map(model -> "the newest training window is at " + newest + ", less than a day after the newest of "
                        + model.ref());
    }

    /** Returns the last origin of a version's training; the distant past if its card does not tell. */
    private static Instant lastOrigin(RegisteredModel model) {
        return model.card().block().map(ValidationBlock::to).orElse(Instant.EPOCH);
    }
}
