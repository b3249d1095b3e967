package io.foreflow.tutorials.explain;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.Predictor;
import io.foreflow.models.engine.Rows;
import io.foreflow.models.network.Shape;
import java.util.List;

/** The responses of filters to pictures. Confined to one thread. */
public final class FilterResponses {
    private final Filters filters;
    private final Predictor predictor;

    public FilterResponses(Engine engine, Filters filters) {
        this.filters = filters;
        this.predictor = engine.predictor(filters.network(), filters.weights());
    }

    /** Returns [pictures, height', width', filters] for pictures of (height, width, channels). */
    public float[] maps(Rows pictures) {
        float[] maps = new float[filters.map().batch(pictures.rows()).size()];
        predictor.predict(List.of(pictures), maps);
        return maps;
    }

    /** Returns where in one picture a filter answers, and how much: (height', width'). */
    public float[] map(Rows picture, int filter) {
        filters.require(filter);
        Shape shape = filters.map();
        float[] all = maps(picture);
        float[] map = new float[shape.at(0) * shape.at(1)];
        for (int place = 0; place < map.length; place++) {
            map[place] = all[place * shape.last() + filter];
        }
        return map;
    }

    /** Returns the mean response of each filter to one picture. */
    public double[] means(Rows picture) {
        float[] all = maps(picture);
        int count = filters.count();
        double[] means = new double[count];
        for (int i = 0; i < all.length; i++) {
            means[i % count] += (double) all[i] * count / all.length;
        }
        return means;
    }
}
