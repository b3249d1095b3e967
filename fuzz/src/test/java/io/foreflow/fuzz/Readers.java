package io.foreflow.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** All readers of foreign bytes. Who adds one to the project adds it here. */
final class Readers {
    static final List<Reader> ALL = Stream.of(WireReaders.ALL, ModelReaders.ALL, FileReaders.ALL, RecipeReaders.ALL)
            .flatMap(List::stream)
            .toList();

    private Readers() {}
}
