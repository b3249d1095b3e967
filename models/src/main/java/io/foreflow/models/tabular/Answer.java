package io.foreflow.models.tabular;

import java.util.List;

/** What a model says about one record. */
public sealed interface Answer permits Answer.Classification, Answer.Estimate, Answer.Estimates {
    /**
     * A class of several.
     *
     * @param classes every class that there is, the most probable one first; of equally probable ones first the one
     *     that the model decides for
     */
    record Classification(List<ClassProbability> classes) implements Answer {
        public Classification {
            classes = List.copyOf(classes);
            if (classes.isEmpty()) {
                throw new IllegalArgumentException("there must be at least one class");
            }
        }

        /** The class that the model decides for. */
        public String label() {
            return classes.get(0).label();
        }

        /** Of {@link #label}, in [0, 1]. */
        public double probability() {
            return classes.get(0).probability();
        }

        /** The {@code count} most probable classes, or all if there are fewer. */
        public List<ClassProbability> top(int count) {
            return classes.subList(0, Math.min(count, classes.size()));
        }
    }

    /**
     * @param label of the class
     * @param probability in [0, 1]
     */
    record ClassProbability(String label, double probability) {}

    /**
     * A number.
     *
     * @param name of what is estimated
     * @param value in {@code unit}, finite
     * @param unit in which the training's targets were
     */
    record Estimate(String name, double value, String unit) implements Answer {}

    /** Several numbers, at least one, in the order of the network's results. */
    record Estimates(List<Estimate> estimates) implements Answer {
        public Estimates {
            estimates = List.copyOf(estimates);
            if (estimates.isEmpty()) {
                throw new IllegalArgumentException("there must be at least one estimate");
            }
        }
    }
}
