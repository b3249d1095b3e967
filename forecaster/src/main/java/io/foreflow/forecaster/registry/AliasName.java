package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

/**
 * An alias of one model: {@code NAME/champion} or {@code NAME/challenger}.
 *
 * @param name name of the model
 */
record AliasName(String name, Alias alias) {
    AliasName {
        requireNonNull(name, "name");
        requireNonNull(alias, "alias");
    }

    @Override
    public String toString() {
        return name + "/" + alias.label();
    }
}
