package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import io.foreflow.models.forecast.ModelRef;

/** What a record of the models topic is about. */
public sealed interface RecordKey {
    /** {@code NAME@VERSION}: the value is a bundle. */
    record BundleKey(ModelRef ref) implements RecordKey {
        public BundleKey {
            requireNonNull(ref, "ref");
        }

        @Override
        public String toString() {
            return ref.toString();
        }
    }

    /** {@code NAME/champion} or {@code NAME/challenger}: the value is an {@link AliasTarget}. */
    record AliasKey(String name, Alias alias) implements RecordKey {
        public AliasKey {
            requireNonNull(name, "name");
            requireNonNull(alias, "alias");
        }

        @Override
        public String toString() {
            return name + "/" + alias.label();
        }
    }
}
