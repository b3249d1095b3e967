package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.network.Shape;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.ReportPicture;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The report on what filters look for. */
final class FilterReport extends FindingsReport<FilterFindings> {
    private static final int COLUMNS = 8;
    private static final int TRIPLE = 3;

    private final FilterTutorial recipe;

    FilterReport(FilterTutorial recipe, ModelTutorialResult<FilterFindings> looked) {
        super(recipe, looked);
        this.recipe = recipe;
    }

    @Override
    String summary() {
        int shown = looks().stream()
                .flatMap(look -> look.layers().stream())
                .mapToInt(layer -> layer.climbed().size())
                .sum();
        long silent = looks().stream().mapToLong(FilterReport::silent).sum();
        return Wording.count(shown, "filter") + " of " + Wording.count(looks().size(), "network") + " are shown; "
                + (silent == 0
                        ? "each of them answers to a picture made for it."
                        : silent + " of them answer to none.");
    }

    private PictureGrid made(FilterFindings look, FilterFindings.LayerFindings layer) {
        int channels = layer.filters().picture().last();
        List<ReportPicture> pictures = layer.climbed().stream()
                .map(climbed ->
                        ReportPicture.of(climbed.shown(), layer.side(), layer.side(), channels, caption(climbed)))
                .toList();
        String where =
                Wording.code(look.model().recipe()) + ", " + layer.filters().layer();
        return PictureGrid.of(
                "What excites filters of " + where,
                "Noise after " + recipe.settings().steps()
                        + " steps uphill on each filter's mean response, by the filter's number.",
                pictures,
                COLUMNS);
    }

    private static String caption(ExcitingPicture climbed) {
        return climbed.filter() + (climbed.after() > 0 ? "" : " (silent)");
    }

    private static PictureGrid onePicture(FilterFindings look) {
        List<ReportPicture> pictures = new ArrayList<>();
        pictures.add(look.model().drawn(0, label(look, 0)));
        for (FilterFindings.LayerFindings layer : look.layers()) {
            int filter = layer.mostExcited(0);
            pictures.add(heat(look, layer, 0, filter, layer.filters().layer() + ", filter " + filter));
        }
        return PictureGrid.of(
                "One picture through the layers of " + Wording.code(look.model().recipe()),
                "A real picture, and where in it a filter of each layer answers: of those shown above the one that it"
                        + " excites most, compared with the other pictures. The brighter, the more.",
                pictures,
                TRIPLE);
    }

    private PictureGrid real(FilterFindings look, FilterFindings.LayerFindings layer) {
        int channels = layer.filters().picture().last();
        List<ReportPicture> pictures = new ArrayList<>();
        for (ExcitingPicture climbed : layer.climbed()
                .subList(0, Math.min(recipe.examples(), layer.climbed().size()))) {
            int filter = climbed.filter();
            int most = layer.mostExciting(filter);
            pictures.add(ReportPicture.of(climbed.shown(), layer.side(), layer.side(), channels, "filter " + filter));
            pictures.add(look.model().drawn(most, label(look, most)));
            pictures.add(
                    heat(look, layer, most, filter, String.format(Locale.ROOT, "mean %.3g", layer.mean(most, filter))));
        }
        String where =
                Wording.code(look.model().recipe()) + ", " + layer.filters().layer();
        return PictureGrid.of(
                "Real pictures that excite filters of " + where,
                "What excites each filter, which of " + Wording.count(look.pictures())
                        + " test pictures excites it most, and where.",
                pictures,
                TRIPLE);
    }

    private static String label(FilterFindings look, int picture) {
        return look.model().labels().get(look.model().numbers().get(picture));
    }

    private static ReportPicture heat(
            FilterFindings look, FilterFindings.LayerFindings layer, int picture, int filter, String caption) {
        Shape map = layer.filters().map();
        return look.model().glowing(picture, layer.map(look.row(picture), filter), map.at(0), map.at(1), caption);
    }

    @Override
    void write(HtmlReport report) {
        for (FilterFindings look : looks()) {
            report.section(look.model().recipe())
                    .paragraph(String.format(
                            Locale.ROOT,
                            "%s (%,d parameters), %d test pictures.",
                            look.model().origin(),
                            NetworkSummary.parameters(look.model().network()),
                            look.pictures()));
            report.add(table(look));
            look.layers().forEach(layer -> report.add(made(look, layer)));
            report.add(onePicture(look));
            look.layers().forEach(layer -> report.add(real(look, layer)));
        }
    }

    private static HtmlTable table(FilterFindings look) {
        HtmlTable table = HtmlTable.of(
                        "Layers and how strongly their filters answer, means over the filters that are shown",
                        "layer",
                        "filters",
                        "shown",
                        "silent",
                        "answer to noise",
                        "answer after the ascent",
                        "answer to the most exciting real picture")
                .numericFrom(1);
        for (FilterFindings.LayerFindings layer : look.layers()) {
            table.row(
                    layer.filters().layer(),
                    Integer.toString(layer.filters().count()),
                    Integer.toString(layer.climbed().size()),
                    Long.toString(silent(layer)),
                    number(layer.climbed().stream().mapToDouble(ExcitingPicture::before)),
                    number(layer.climbed().stream().mapToDouble(ExcitingPicture::after)),
                    number(layer.climbed().stream()
                            .mapToDouble(each -> layer.mean(layer.mostExciting(each.filter()), each.filter()))));
        }
        return table;
    }

    private static long silent(FilterFindings.LayerFindings layer) {
        return layer.climbed().stream().filter(climbed -> climbed.after() <= 0).count();
    }

    private static long silent(FilterFindings look) {
        return look.layers().stream().mapToLong(FilterReport::silent).sum();
    }

    private static String number(DoubleStream values) {
        return String.format(Locale.ROOT, "%.3g", values.average().orElse(0));
    }

    @Override
    void writeMetric(ObjectNode metrics, FilterFindings look) {
        metrics.put(look.model().recipe() + " silent", silent(look));
    }

    @Override
    void write(ObjectNode model, FilterFindings look) {
        ArrayNode layers = model.putArray("layers");
        for (FilterFindings.LayerFindings layer : look.layers()) {
            ObjectNode node = layers.addObject().put("layer", layer.filters().layer());
            ArrayNode filters = node.putArray("filters");
            for (ExcitingPicture climbed : layer.climbed()) {
                int most = layer.mostExciting(climbed.filter());
                filters.addObject()
                        .put("filter", climbed.filter())
                        .put("noise", climbed.before())
                        .put("ascent", climbed.after())
                        .put("mostExcitingPicture", most)
                        .put("mostExcitingClass", label(look, most))
                        .put("mostExciting", layer.mean(most, climbed.filter()));
            }
        }
    }

    @Override
    Map<String, String> headline() {
        Map<String, String> headline = new LinkedHashMap<>();
        for (FilterFindings look : looks()) {
            int shown = look.layers().stream()
                    .mapToInt(layer -> layer.climbed().size())
                    .sum();
            headline.put(look.model().recipe() + " filters", Integer.toString(shown));
            headline.put(look.model().recipe() + " silent", Long.toString(silent(look)));
        }
        return headline;
    }
}
