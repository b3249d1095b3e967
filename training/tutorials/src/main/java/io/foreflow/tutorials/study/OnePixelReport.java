package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.Picture;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.explain.OnePixelSearch.Found;
import io.foreflow.tutorials.study.Looking.Looked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What one pixel does, as a report. */
final class OnePixelReport extends LookReport<OnePixelLook> {
    private static final int COLUMNS = 4;

    private final OnePixel recipe;

    OnePixelReport(OnePixel recipe, Looked<OnePixelLook> looked) {
        super(recipe, looked);
        this.recipe = recipe;
    }

    @Override
    String summary() {
        return looks().stream()
                .map(look -> "One pixel turns " + look.turned() + " of the "
                        + Wording.count(look.found().size(), "picture") + " that "
                        + Wording.code(look.model().recipe())
                        + " decides rightly (" + Wording.percent(share(look)) + ").")
                .collect(Collectors.joining(" "));
    }

    private List<Map.Entry<Integer, Found>> shown(OnePixelLook look) {
        return look.found().subList(0, Math.min(recipe.shown(), look.found().size()));
    }

    private PictureGrid marked(OnePixelLook look) {
        List<Picture> pictures = new ArrayList<>();
        for (Map.Entry<Integer, Found> one : shown(look)) {
            Picture picture = MarkedPixel.of(look.model(), one.getKey(), one.getValue(), caption(look, one.getValue()));
            pictures.add(one.getValue().flips() > 0 ? picture.framed(false) : picture);
        }
        return PictureGrid.of(
                "One pixel changed, " + Wording.code(look.model().recipe()),
                "The pictures that suffer most, with the pixel changed and ringed: the class that was decided for, its"
                        + " probability before and after, and what is decided after. A frame says that the decision turns.",
                pictures,
                COLUMNS);
    }

    private static String caption(OnePixelLook look, Found found) {
        List<String> labels = look.model().labels();
        String text = String.format(
                Locale.ROOT, "%s: %.3f to %.3f", labels.get(found.decision()), found.before(), found.after());
        return found.decisionAfter() == found.decision() ? text : text + ", now " + labels.get(found.decisionAfter());
    }

    private PictureGrid maps(OnePixelLook look) {
        var all = look.model().pictures();
        List<Picture> pictures = new ArrayList<>();
        for (Map.Entry<Integer, Found> one :
                shown(look).subList(0, Math.min(COLUMNS, shown(look).size()))) {
            pictures.add(look.model().drawn(one.getKey(), caption(look, one.getValue())));
            pictures.add(look.model()
                    .glowing(
                            one.getKey(),
                            one.getValue().losses(),
                            all.height(),
                            all.width(),
                            "what each pixel can take"));
        }
        return PictureGrid.of(
                "What each pixel can take, " + Wording.code(look.model().recipe()),
                "How much of the probability each single pixel can take: the brighter, the more.",
                pictures,
                COLUMNS);
    }

    @Override
    void write(HtmlReport report) {
        report.section("Results").add(table());
        looks().forEach(look -> report.paragraph(Wording.code(look.model().recipe()) + ": "
                + look.model().origin() + "; "
                + (look.look().candidates() == OnePixelSearch.ALL
                        ? "each pixel of each picture was tried in each of "
                                + look.look().colours().size() + " colours."
                        : "of each pixel in each of " + look.look().colours().size() + " colours the "
                                + look.look().candidates()
                                + " changes were tried that the gradient of the decision promises most of, so that there"
                                + " may be a stronger one.")));
        report.section("Pictures");
        for (OnePixelLook look : looks()) {
            if (!look.found().isEmpty()) {
                report.add(marked(look));
                if (look.look().candidates() == OnePixelSearch.ALL) {
                    report.add(maps(look));
                }
            }
        }
    }

    private HtmlTable table() {
        HtmlTable table = HtmlTable.of(
                        "Pictures whose decision one pixel turns",
                        "model",
                        "pictures",
                        "rightly decided",
                        "turned by one pixel",
                        "share turned",
                        "mean probability before",
                        "mean probability after",
                        "median loss of probability")
                .numericFrom(1);
        for (OnePixelLook look : looks()) {
            table.row(
                    look.model().recipe(),
                    Integer.toString(look.pictures()),
                    Integer.toString(look.found().size()),
                    Long.toString(look.turned()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * share(look)),
                    String.format(Locale.ROOT, "%.4f", look.meanBefore()),
                    String.format(Locale.ROOT, "%.4f", look.meanAfter()),
                    String.format(Locale.ROOT, "%.4f", look.medianLoss()));
        }
        return table;
    }

    private static double share(OnePixelLook look) {
        return (double) look.turned() / Math.max(1, look.found().size());
    }

    @Override
    void writeMetric(ObjectNode metrics, OnePixelLook look) {
        metrics.put(look.model().recipe() + " turned", share(look));
    }

    @Override
    void write(ObjectNode model, OnePixelLook look) {
        model.put("rightlyDecided", look.found().size())
                .put("turned", look.turned())
                .put("meanProbability", look.meanBefore())
                .put("meanProbabilityChanged", look.meanAfter())
                .put("medianLoss", look.medianLoss());
        ArrayNode found = model.putArray("found");
        int width = look.model().pictures().width();
        for (Map.Entry<Integer, Found> one : look.found()) {
            Found each = one.getValue();
            ObjectNode node = found.addObject()
                    .put("picture", one.getKey())
                    .put("class", look.model().labels().get(each.decision()))
                    .put("row", each.pixel() / width)
                    .put("column", each.pixel() % width);
            ArrayNode colour = node.putArray("colour");
            for (float level : each.colour()) {
                colour.add(level);
            }
            node.put("probability", each.before())
                    .put("changed", each.after())
                    .put("decision", look.model().labels().get(each.decisionAfter()))
                    .put("tried", each.tried())
                    .put("turning", each.flips());
        }
    }

    @Override
    Map<String, String> headline() {
        Map<String, String> headline = new LinkedHashMap<>();
        for (OnePixelLook look : looks()) {
            String name = look.model().recipe();
            headline.put(
                    name + " rightly decided", Integer.toString(look.found().size()));
            headline.put(
                    name + " turned by one pixel",
                    String.format(Locale.ROOT, "%d (%.1f %%)", look.turned(), 100 * share(look)));
        }
        return headline;
    }
}
