package io.foreflow.models.tabular;

import java.util.List;

/** A model's answer to one record. */
public sealed interface Answer permits Answer.Classification, Answer.Estimate, Answer.Estimates {
    /**
     * A class of several.
     *
     * @param classes all classes, the most probable one first; among equally probable ones the model's decision comes
     *     first
     */
    record Classification(List<ClassProbability> classes) implements Answer {
        public Classification {
            classes = List.copyOf(classes);
            if (classes.isEmpty()) {
                throw new IllegalArgumentException("there must be at least one class");
            }
        }

        /** Returns the class that the model decides for. */
        public String label() {
            return classes.get(0).label();
        }

        /** Returns the probability of {@link #label}, in [0, 1]. */
        public double probability() {
            return classes.get(0).probability();
        }

        /** Returns the {@code count} most probable classes, or all if there are fewer. */
        public List<ClassProbability> top(int count) {
            return classes.subList(0, Math.min(count, classes.size()));
        }
    }

    /**
     * @param label name of the class
     * @param probability in [0, 1]
     */
    record ClassProbability(String label, double probability) {}

    /**
     * A number.
     *
     * @param name name of the estimated quantity
     * @param value in {@code unit}, finite
     * @param unit unit of the training's targets
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
