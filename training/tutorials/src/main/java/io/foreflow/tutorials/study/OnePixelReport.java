package io.foreflow.tutorials.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.foreflow.training.report.HtmlReport;
import io.foreflow.training.report.HtmlTable;
import io.foreflow.training.report.PictureGrid;
import io.foreflow.training.report.ReportPicture;
import io.foreflow.training.report.Wording;
import io.foreflow.tutorials.explain.OnePixelSearch;
import io.foreflow.tutorials.explain.OnePixelSearch.WorstPixel;
import io.foreflow.tutorials.study.ModelTutorial.ModelTutorialResult;
import io.foreflow.tutorials.study.OnePixelFindings.ChangedPicture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The report on what one pixel does. */
final class OnePixelReport extends FindingsReport<OnePixelFindings> {
    private static final int COLUMNS = 4;

    private final OnePixelTutorial recipe;

    OnePixelReport(OnePixelTutorial recipe, ModelTutorialResult<OnePixelFindings> looked) {
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

    private List<ChangedPicture> shown(OnePixelFindings look) {
        return look.found().subList(0, Math.min(recipe.shown(), look.found().size()));
    }

    private PictureGrid marked(OnePixelFindings look) {
        List<ReportPicture> pictures = new ArrayList<>();
        for (ChangedPicture one : shown(look)) {
            ReportPicture picture =
                    MarkedPixel.of(look.model(), one.picture(), one.worst(), caption(look, one.worst()));
            pictures.add(one.worst().flips() > 0 ? picture.framed(false) : picture);
        }
        return PictureGrid.of(
                "One pixel changed, " + Wording.code(look.model().recipe()),
                "The pictures that suffer most, with the pixel changed and ringed: the class that was decided for, its"
                        + " probability before and after, and what is decided after. A frame says that the decision turns.",
                pictures,
                COLUMNS);
    }

    private static String caption(OnePixelFindings look, WorstPixel found) {
        List<String> labels = look.model().labels();
        String text = String.format(
                Locale.ROOT,
                "%s: %.3f to %.3f",
                labels.get(found.before().label()),
                found.before().probability(),
                found.after().probability());
        return found.after().label() == found.before().label()
                ? text
                : text + ", now " + labels.get(found.after().label());
    }

    private PictureGrid maps(OnePixelFindings look) {
        var all = look.model().pictures();
        List<ReportPicture> pictures = new ArrayList<>();
        for (ChangedPicture one :
                shown(look).subList(0, Math.min(COLUMNS, shown(look).size()))) {
            pictures.add(look.model().drawn(one.picture(), caption(look, one.worst())));
            pictures.add(look.model()
                    .glowing(
                            one.picture(),
                            one.worst().losses().toArray(),
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
        for (OnePixelFindings look : looks()) {
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
        for (OnePixelFindings look : looks()) {
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

    private static double share(OnePixelFindings look) {
        return (double) look.turned() / Math.max(1, look.found().size());
    }

    @Override
    void writeMetric(ObjectNode metrics, OnePixelFindings look) {
        metrics.put(look.model().recipe() + " turned", share(look));
    }

    @Override
    void write(ObjectNode model, OnePixelFindings look) {
        model.put("rightlyDecided", look.found().size())
                .put("turned", look.turned())
                .put("meanProbability", look.meanBefore())
                .put("meanProbabilityChanged", look.meanAfter())
                .put("medianLoss", look.medianLoss());
        ArrayNode found = model.putArray("found");
        int width = look.model().pictures().width();
        for (ChangedPicture one : look.found()) {
            WorstPixel each = one.worst();
            ObjectNode node = found.addObject()
                    .put("picture", one.picture())
                    .put("class", look.model().labels().get(each.before().label()))
                    .put("row", each.pixel() / width)
                    .put("column", each.pixel() % width);
            ArrayNode colour = node.putArray("colour");
            for (float level : each.colour().toArray()) {
                colour.add(level);
            }
            node.put("probability", each.before().probability())
                    .put("changed", each.after().probability())
                    .put("decision", look.model().labels().get(each.after().label()))
                    .put("tried", each.tried())
                    .put("turning", each.flips());
        }
    }

    @Override
    Map<String, String> headline() {
        Map<String, String> headline = new LinkedHashMap<>();
        for (OnePixelFindings look : looks()) {
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
