package io.foreflow.tutorials.study;

import io.foreflow.models.network.SpecReader;

/**
 * The first lines of a recipe.
 *
 * @param name for instance {@code boston-linear}
 * @param title one line
 * @param description what the recipe shows
 */
public record TutorialHeading(String name, String title, String description) {
    static TutorialHeading read(SpecReader reader) {
        reader.child("quick");
        return new TutorialHeading(reader.text("name"), reader.text("title"), reader.text("description"));
    }
}
