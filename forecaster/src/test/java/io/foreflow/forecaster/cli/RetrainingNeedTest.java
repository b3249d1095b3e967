package io.foreflow.forecaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.foreflow.forecaster.lifecycle.LifecycleRules;
import io.foreflow.forecaster.registry.Alias;
import io.foreflow.forecaster.registry.ModelKind;
import io.foreflow.forecaster.registry.RegisteredModel;
import io.foreflow.models.forecast.ModelRef;
import io.foreflow.models.model.BuildFacts;
import io.foreflow.models.model.FitFacts;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.ValidationBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetrainingNeedTest {
    private static final Instant TRAINED = Instant.parse("2026-03-08T04:00:00Z");
    private static final Instant LAST_ORIGIN = Instant.parse("2026-03-06T04:00:00Z");
    private static final RegisteredModel CHAMPION = model("traffic@1", true, Optional.of(Alias.CHAMPION), TRAINED);
    private static final LifecycleRules TRIALS =
            LifecycleRules.DEFAULT.withPromotes(true).withPromotionDays(7);

    @Test
    void shouldAskForADayOfNewWindows() {
        RetrainingNeed need = RetrainingNeed.of("traffic", List.of(CHAMPION));

        assertThat(need.tooFewNew(LAST_ORIGIN.plus(Duration.ofHours(23))))
                .contains("the newest training window is at 2026-03-07T03:00:00Z, less than a day after the newest of"
                        + " traffic@1");
        assertThat(need.tooFewNew(LAST_ORIGIN.plus(Duration.ofHours(24)))).isEmpty();
    }

    @Test
    void shouldTrainAFirstModelWhateverOthersThereAre() {
        RetrainingNeed need = RetrainingNeed.of(
                "traffic",
                List.of(
                        model("pumps@1", true, Optional.of(Alias.CHAMPION), TRAINED),
                        model("traffic@0", false, Optional.of(Alias.CHAMPION), TRAINED),
                        model("traffic@2", true, Optional.empty(), TRAINED)));

        assertThat(need.champion()).isEmpty();
        assertThat(need.tooFewNew(LAST_ORIGIN)).isEmpty();
        assertThat(need.newestTraining()).contains(TRAINED);
    }

    @Test
    void shouldNotDisturbATrialThatTheRuleWillDecide() {
        RetrainingNeed need = RetrainingNeed.of(
                "traffic",
                List.of(
                        CHAMPION,
                        model("traffic@2", true, Optional.of(Alias.CHALLENGER), TRAINED.plus(Duration.ofDays(1)))));

        assertThat(need.trial(TRIALS, TRAINED.plus(Duration.ofDays(7))))
                .contains("the challenger traffic@2 is on trial until 2026-03-16T04:00:00Z (promotion.days: 7)");
        assertThat(need.trial(TRIALS, TRAINED.plus(Duration.ofDays(8)))).isEmpty();
        assertThat(need.trial(LifecycleRules.DEFAULT, TRAINED.plus(Duration.ofDays(7))))
                .as("without the rule nobody decides")
                .isEmpty();
        assertThat(RetrainingNeed.of("traffic", List.of(CHAMPION)).trial(TRIALS, TRAINED))
                .isEmpty();
    }

    private static RegisteredModel model(String ref, boolean forecasts, Optional<Alias> alias, Instant created) {
        ModelCard card = new ModelCard(
                        new BuildFacts("dense", created, "fused", "1", "17", "any"),
                        new FitFacts("0".repeat(64), 1, 1, 1, 1),
                        Map.of())
                .scoredOn(new ValidationBlock(LAST_ORIGIN.minus(Duration.ofDays(5)), LAST_ORIGIN));
        return new RegisteredModel(
                ModelRef.parse(ref),
                "0".repeat(64),
                1,
                0,
                Optional.empty(),
                new ModelKind(forecasts, "model"),
                card,
                alias.map(Set::of).orElse(Set.of()),
                Optional.empty());
    }
}
