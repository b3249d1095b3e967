package io.foreflow.training.fit;

import io.foreflow.models.engine.FitResult;
import io.foreflow.models.engine.FitResult.EpochLoss;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The losses of a fit by epoch, drawn: training dashed, validation solid, a dot where the weights were taken. */
public final class LearningCurve {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;
    private static final Color TRAINING = new Color(0x4C78A8);
    private static final Color VALIDATION = new Color(0xE45756);

    private LearningCurve() {}

    /**
     * Draws without a display.
     *
     * @param title above the curves
     * @param lossName what the loss is, for instance {@code mae}
     * @return the bytes of a PNG file
     */
    public static byte[] png(FitResult fit, String title, String lossName) {
        List<EpochLoss> epochs = fit.epochs();
        double[] numbers = epochs.stream().mapToDouble(EpochLoss::epoch).toArray();
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle("loss (" + lossName + ")")
                .theme(ChartTheme.Matlab)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisMax(numbers[numbers.length - 1] + 1);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisDecimalPattern("0.000");
        line(
                chart.addSeries(
                        "training",
                        numbers,
                        epochs.stream().mapToDouble(EpochLoss::loss).toArray()),
                TRAINING,
                SeriesLines.DASH_DASH);
        if (epochs.stream().allMatch(epoch -> Double.isFinite(epoch.validationLoss()))) {
            line(
                    chart.addSeries(
                            "validation",
                            numbers,
                            epochs.stream()
                                    .mapToDouble(EpochLoss::validationLoss)
                                    .toArray()),
                    VALIDATION,
                    SeriesLines.SOLID);
            EpochLoss best = epochs.get(fit.bestEpoch() - 1);
            XYSeries dot =
                    chart.addSeries("taken (epoch " + best.epoch() + ")", new double[] {best.epoch()}, new double[] {
                        best.validationLoss()
                    });
            dot.setMarker(SeriesMarkers.CIRCLE).setLineStyle(SeriesLines.NONE);
            dot.setMarkerColor(VALIDATION);
        }
        try {
            return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("drawing to memory cannot fail", e);
        }
    }

    private static void line(XYSeries series, Color color, BasicStroke stroke) {
        series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(stroke);
    }
}
