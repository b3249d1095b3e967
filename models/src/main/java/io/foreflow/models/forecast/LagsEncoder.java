package io.foreflow.models.forecast;

import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.util.Arrays;

/** Encodes the history alone; the target is the value itself. Both are relative to the level. */
final class LagsEncoder extends WindowEncoder {
    private Values history = Values.EMPTY;

    LagsEncoder(WindowShape shape) {
        super(shape);
    }

    @Override
    boolean prepare(Window window, double[] base) {
        history = window.history();
        Arrays.fill(base, window.level());
        return true;
    }

    @Override
    public void write(float[][] inputs, int row) {
        int at = row * history.length();
        for (int i = 0; i < history.length(); i++) {
            inputs[0][at + i] = relative(history.at(i));
        }
    }
}
