package io.foreflow.models.engine.fused;

import io.foreflow.models.network.Loss;
import io.foreflow.models.network.Loss.BinaryCrossEntropy;
import io.foreflow.models.network.Loss.CategoricalCrossEntropy;
import io.foreflow.models.network.Loss.Mae;
import io.foreflow.models.network.Loss.Mse;
import io.foreflow.models.network.Loss.Quantile;
import io.foreflow.models.network.Loss.SparseCategoricalCrossEntropy;

/** The loss of one number, and its derivative, in single precision. */
interface LossTerm {
    double of(float result, float target);

    /** Returns the derivative by the result; for cross-entropies by the sum behind it. */
    float slope(float result, float target);

    /** The cross-entropies' slope by the sum behind the probability: p − y. */
    interface OfProbability extends LossTerm {
        @Override
        default float slope(float result, float target) {
            return result - target;
        }
    }

    static LossTerm of(Loss loss) {
        return loss.accept(new Terms());
    }

    /** Makes the term of each loss. */
    final class Terms implements Loss.LossVisitor<LossTerm> {
        private static final float LEAST = 1e-7f;
        private static final float MOST = 1 - 1e-7f;

        private static float clipped(float probability) {
            return Math.max(LEAST, Math.min(MOST, probability));
        }

        @Override
        public LossTerm visit(Mse mse) {
            return new LossTerm() {
                @Override
                public double of(float result, float target) {
                    double error = (double) target - result;
                    return error * error;
                }

                @Override
                public float slope(float result, float target) {
                    return 2 * (result - target);
                }
            };
        }

        @Override
        public LossTerm visit(Mae mae) {
            return new LossTerm() {
                @Override
                public double of(float result, float target) {
                    return Math.abs((double) target - result);
                }

                @Override
                public float slope(float result, float target) {
                    return Math.signum(result - target);
                }
            };
        }

        @Override
        public LossTerm visit(Quantile quantile) {
            double level = quantile.level();
            return new LossTerm() {
                @Override
                public double of(float result, float target) {
                    double error = (double) target - result;
                    return Math.max(level * error, (level - 1) * error);
                }

                @Override
                public float slope(float result, float target) {
                    float error = target - result;
                    return error > 0 ? (float) -level : error < 0 ? (float) (1 - level) : 0;
                }
            };
        }

        @Override
        public LossTerm visit(BinaryCrossEntropy loss) {
            return (OfProbability) (result, target) -> {
                double p = clipped(result);
                return -target * Math.log(p) - (1 - target) * Math.log1p(-p);
            };
        }

        @Override
        public LossTerm visit(CategoricalCrossEntropy loss) {
            return (OfProbability) (result, target) -> target == 0 ? 0 : -target * Math.log(clipped(result));
        }

        @Override
        public LossTerm visit(SparseCategoricalCrossEntropy loss) {
            return (OfProbability) (result, target) -> target == 0 ? 0 : -Math.log(clipped(result));
        }
    }
}
