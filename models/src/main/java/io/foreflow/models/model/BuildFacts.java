package io.foreflow.models.model;

import java.time.Instant;

/**
 * The origin of a model: recipe, time, software and machine.
 *
 * @param recipe name of the recipe, for instance {@code lstm}
 * @param created time of the training
 * @param engine engine that fitted it
 * @param foreflow version of this software
 * @param jdk Java version
 * @param architecture operating system and processor
 */
public record BuildFacts(
        String recipe, Instant created, String engine, String foreflow, String jdk, String architecture) {}
