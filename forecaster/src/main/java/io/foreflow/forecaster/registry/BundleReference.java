package io.foreflow.forecaster.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.forecaster.store.StoredBundle;
import io.foreflow.models.bundle.Bundles;
import io.foreflow.models.bundle.ModelCards;
import io.foreflow.models.model.ModelCard;
import io.foreflow.models.model.TrainedModel;

/**
 * A record in place of a large bundle: where the bundle lies in the store, and what lists of models show of it.
 *
 * @param stored the bundle in the store
 */
public record BundleReference(StoredBundle stored, ModelKind kind, ModelCard card) {
    /** Name of the first field, which has the version of the form. */
    static final String FORMAT = "foreflow-bundle-reference";

    /** The version that this class writes, and the latest one that it reads. */
    static final int VERSION = 1;

    private static final int MAX_LABEL = 200;

    public BundleReference {
        requireNonNull(stored, "stored");
        requireNonNull(kind, "kind");
        requireNonNull(card, "card");
    }

    /** Reports a record that a newer Foreflow wrote. */
    static final class NewerReferenceException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        NewerReferenceException(int version) {
            super("is a reference of version " + version + " to a bundle, this Foreflow knows " + VERSION
                    + "; use the Foreflow that published it, or publish the model with this one");
        }
    }

    /** Returns the reference to a bundle, at the place where Foreflow puts it. */
    static BundleReference of(byte[] bytes, TrainedModel bundle) {
        return new BundleReference(
                StoredBundle.of(Bundles.sha256(bytes), bytes.length), ModelKind.of(bundle.task()), bundle.card());
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(FORMAT, VERSION)
                .put("key", stored.key())
                .put("sha256", stored.sha256())
                .put("bytes", stored.bytes())
                .put("kind", kind.label())
                .put("forecaster", kind.isForecaster());
        ModelCards.write(json.putObject("card"), card, kind.isForecaster());
        return json;
    }

    /**
     * @throws NewerReferenceException if a newer Foreflow wrote it
     * @throws IllegalArgumentException saying what is wrong
     */
    static BundleReference read(JsonNode json) {
        JsonNode version = json.path(FORMAT);
        if (!version.isInt() || version.intValue() < 1) {
            throw new IllegalArgumentException("is neither a bundle nor a reference to one");
        }
        if (version.intValue() > VERSION) {
            throw new NewerReferenceException(version.intValue());
        }
        JsonNode bytes = json.path("bytes");
        if (!bytes.isInt() || bytes.intValue() > Bundles.MAX_LENGTH) {
            throw new IllegalArgumentException("bytes must be a whole number of at most " + Bundles.MAX_LENGTH);
        }
        JsonNode forecaster = json.path("forecaster");
        if (!forecaster.isBoolean()) {
            throw new IllegalArgumentException("forecaster must be true or false");
        }
        String label = text(json, "kind");
        if (label.isBlank() || label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("kind must be a line of 1 to " + MAX_LABEL + " characters");
        }
        return new BundleReference(
                new StoredBundle(text(json, "key"), text(json, "sha256"), bytes.intValue()),
                new ModelKind(forecaster.booleanValue(), label),
                ModelCards.read(json.path("card"), forecaster.booleanValue()));
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).textValue();
        if (text == null) {
            throw new IllegalArgumentException(name + " must be a text");
        }
        return text;
    }

    /** Returns true if this is what a reference to {@code bundle} says of it. */
    boolean describes(TrainedModel bundle) {
        return json().equals(new BundleReference(stored, ModelKind.of(bundle.task()), bundle.card()).json());
    }
}
