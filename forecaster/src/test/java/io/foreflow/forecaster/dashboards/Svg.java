package io.foreflow.forecaster.dashboards;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a picture as SVG, with whole pixels. */
final class Svg {
    /** Mean width of a character in parts of the size of its font. */
    private static final double CHARACTER = 0.55;

    private final StringBuilder text = new StringBuilder();

    /** A place in the picture. */
    record Dot(double x, double y) {}

    /** A part of the picture. */
    record Box(double x, double y, double width, double height) {
        double right() {
            return x + width;
        }

        double bottom() {
            return y + height;
        }

        Box inside(double left, double top, double right, double bottom) {
            return new Box(x + left, y + top, width - left - right, height - top - bottom);
        }
    }

    void box(Box box, String fill, double opacity) {
        text.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\""
                .formatted(
                        Math.round(box.x()),
                        Math.round(box.y()),
                        Math.max(1, Math.round(box.width())),
                        Math.max(1, Math.round(box.height())),
                        fill));
        text.append(opacity < 1 ? " fill-opacity=\"" + opacity + "\"/>\n" : "/>\n");
    }

    /** @param dashes lengths of dashes and gaps, or an empty text for a solid line */
    void line(List<Dot> dots, String colour, double width, String dashes) {
        if (dots.size() < 2) {
            dots.forEach(dot -> box(new Box(dot.x() - 1, dot.y() - 1, 3, 3), colour, 1));
            return;
        }
        text.append("<polyline points=\"").append(points(dots));
        text.append("\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"".formatted(colour, width));
        text.append(dashes.isEmpty() ? "/>\n" : " stroke-dasharray=\"" + dashes + "\"/>\n");
    }

    void area(List<Dot> dots, String colour, double opacity) {
        text.append("<polygon points=\"").append(points(dots));
        text.append("\" fill=\"%s\" fill-opacity=\"%s\"/>\n".formatted(colour, opacity));
    }

    private static String points(List<Dot> dots) {
        return dots.stream()
                .map(dot -> Math.round(dot.x()) + "," + Math.round(dot.y()))
                .collect(Collectors.joining(" "));
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    void words(double x, double y, int size, String colour, String anchor, String words) {
        text.append("<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\""
                .formatted(Math.round(x), Math.round(y), size, colour));
        text.append(anchor.equals("start") ? ">" : " text-anchor=\"" + anchor + "\">");
        text.append(words.replace("&", "&amp;").replace("<", "&lt;")).append("</text>\n");
    }

    /** Returns the beginning of words that has room in a width. */
    static String fitting(String words, int size, double width) {
        int most = (int) (width / (size * CHARACTER));
        return words.length() <= most ? words : words.substring(0, Math.max(0, most - 1)) + "…";
    }

    static double width(String words, int size) {
        return words.length() * size * CHARACTER;
    }

    String picture(double width, double height, String background) {
        return ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"Inter,Helvetica,Arial,sans-serif\">\n"
                                .formatted(Math.round(width), Math.round(height))
                        + "<rect width=\"100%\" height=\"100%\" fill=\"" + background + "\"/>\n")
                + text + "</svg>\n";
    }
}
