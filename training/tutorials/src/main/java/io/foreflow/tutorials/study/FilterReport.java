package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.models.network.NetworkSummary;
import io.foreflow.models.network.Shape;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Picture;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.tutorials.explain.FilterAscent.ExcitingPicture;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** What filters look for, as a report. */
final class FilterReport extends FindingsReport<FilterFindings> {
    private static final int COLUMNS = 8;
    private static final int TRIPLE = 3;

    private final FilterTutorial recipe;

    FilterReport(FilterTutorial recipe, ModelTutorialResult<FilterFindings> looked) {
        super(recipe, looked);
        this.recipe = recipe;
    }

    @Override
    List<Drawing> drawings() {
        List<Drawing> drawings = new ArrayList<>();
        for (FilterFindings look : looks()) {
            look.layers().forEach(layer -> drawings.add(made(look, layer)));
            drawings.add(onePicture(look));
            look.layers().forEach(layer -> drawings.add(real(look, layer)));
        }
        return drawings;
    }

    private static String name(FilterFindings look, String what) {
        return look.model().recipe() + "-" + what;
    }

    private Drawing made(FilterFindings look, FilterFindings.LayerFindings layer) {
        int channels = layer.filters().picture().last();
        List<Picture> pictures = layer.climbed().stream()
                .map(climbed -> Picture.of(climbed.shown(), layer.side(), layer.side(), channels, caption(climbed)))
                .toList();
        String where = look.model().recipe() + ", " + layer.filters().layer();
        return new Drawing(
                name(look, layer.filters().layer()),
                PictureGrid.png(where, pictures, COLUMNS),
                "Pictures that excite filters of " + where,
                String.format(
                        Locale.ROOT,
                        "What excites filters of %s: noise after %d steps uphill on each filter's mean response.",
                        layer.filters().layer(),
                        recipe.settings().steps()));
    }

    private static String caption(ExcitingPicture climbed) {
        return climbed.filter() + (climbed.after() > 0 ? "" : " (silent)");
    }

    private Drawing onePicture(FilterFindings look) {
        List<Picture> pictures = new ArrayList<>();
        pictures.add(look.model().drawn(0, label(look, 0)));
        for (FilterFindings.LayerFindings layer : look.layers()) {
            int filter = layer.mostExcited(0);
            pictures.add(heat(look, layer, 0, filter, layer.filters().layer() + ", filter " + filter));
        }
        return new Drawing(
                name(look, "one-picture"),
                PictureGrid.png(look.model().recipe() + ", one picture through the layers", pictures, TRIPLE),
                "One picture and where it excites a filter of each layer",
                "A real picture, and where in it a filter of each layer answers: of those shown above the one that it"
                        + " excites most, compared with the other pictures. The brighter, the more.");
    }

    private Drawing real(FilterFindings look, FilterFindings.LayerFindings layer) {
        int channels = layer.filters().picture().last();
        List<Picture> pictures = new ArrayList<>();
        for (ExcitingPicture climbed : layer.climbed()
                .subList(0, Math.min(recipe.examples(), layer.climbed().size()))) {
            int filter = climbed.filter();
            int most = layer.mostExciting(filter);
            pictures.add(Picture.of(climbed.shown(), layer.side(), layer.side(), channels, "filter " + filter));
            pictures.add(look.model().drawn(most, label(look, most)));
            pictures.add(
                    heat(look, layer, most, filter, String.format(Locale.ROOT, "mean %.3g", layer.mean(most, filter))));
        }
        String where = look.model().recipe() + ", " + layer.filters().layer();
        return new Drawing(
                name(look, layer.filters().layer() + "-real"),
                PictureGrid.png(where + ", real pictures", pictures, TRIPLE),
                "Real pictures that excite filters of " + where,
                String.format(
                        Locale.ROOT,
                        "Filters of %s: what excites each, which of %d test pictures excites it most, and where.",
                        layer.filters().layer(),
                        look.pictures()));
    }

    private static String label(FilterFindings look, int picture) {
        return look.model().labels().get(look.model().numbers().get(picture));
    }

    private static Picture heat(FilterFindings look, FilterFindings.LayerFindings layer, int picture, int filter, String caption) {
        Shape map = layer.filters().map();
        return look.model().glowing(picture, layer.map(look.row(picture), filter), map.at(0), map.at(1), caption);
    }

    @Override
    void write(HtmlReport report, List<Drawing> drawings) {
        for (FilterFindings look : looks()) {
            report.section(look.model().recipe())
                    .paragraph(String.format(
                            Locale.ROOT,
                            "%s (%,d parameters), %d test pictures.",
                            look.model().origin(),
                            NetworkSummary.parameters(look.model().network()),
                            look.pictures()));
            report.table(table(look));
            drawings.stream()
                    .filter(drawing -> drawing.name().startsWith(name(look, "")))
                    .forEach(drawing -> report.figure(drawing.png(), drawing.alt(), drawing.caption()));
        }
    }

    private static HtmlTable table(FilterFindings look) {
        HtmlTable table = HtmlTable.of(
                        "layer",
                        "filters",
                        "shown",
                        "silent",
                        "mean response to noise",
                        "after the ascent",
                        "to the most exciting real picture")
                .numeric(1, 2, 3, 4, 5, 6);
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
