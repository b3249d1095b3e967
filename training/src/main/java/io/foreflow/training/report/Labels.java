package io.foreflow.training.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Lines of text in pictures. */
final class Labels {
    private Labels() {}

    static Font plain(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    static Font bold(int size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, size);
    }

    /** Points that a text is wide, rounded up. */
    static int width(Font font, String text) {
        return metrics(font).stringWidth(text) + 1;
    }

    /** Points from the baseline of a line to that of the next. */
    static int lineHeight(Font font) {
        return metrics(font).getHeight();
    }

    private static FontMetrics metrics(Font font) {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            return graphics.getFontMetrics(font);
        } finally {
            graphics.dispose();
        }
    }

    /**
     * The text in lines of at most {@code width} points, broken at blanks, and within a word only if it must be. No line
     * if the text is blank.
     */
    static List<String> wrap(Font font, String text, int width) {
        FontMetrics metrics = metrics(font);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && metrics.stringWidth(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) {
                line.append(' ');
            }
            for (int letter : word.codePoints().toArray()) {
                if (!line.isEmpty() && metrics.stringWidth(line + Character.toString(letter)) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.appendCodePoint(letter);
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** The text in one line of at most {@code width} points: what does not fit becomes an ellipsis. */
    static String shortened(Font font, String text, int width) {
        FontMetrics metrics = metrics(font);
        if (metrics.stringWidth(text) <= width) {
            return text;
        }
        int[] letters = text.codePoints().toArray();
        int kept = letters.length - 1;
        while (kept > 0 && metrics.stringWidth(new String(letters, 0, kept) + "…") > width) {
            kept--;
        }
        return new String(letters, 0, kept).stripTrailing() + "…";
    }

    /** Draws a line of text with its middle at {@code x}. */
    static void centred(Graphics2D graphics, String text, double x, double baseline) {
        graphics.drawString(text, (float) (x - graphics.getFontMetrics().stringWidth(text) / 2.0), (float) baseline);
    }

    /** Draws a line of text that ends at {@code x}. */
    static void rightAligned(Graphics2D graphics, String text, double x, double baseline) {
        graphics.drawString(text, (float) (x - graphics.getFontMetrics().stringWidth(text)), (float) baseline);
    }

    /** Draws a line of text that reads upwards, with its middle at {@code y}. */
    static void upwards(Graphics2D graphics, String text, double baseline, double y) {
        Graphics2D turned = (Graphics2D) graphics.create();
        try {
            turned.rotate(-Math.PI / 2, baseline, y);
            centred(turned, text, baseline, y);
        } finally {
            turned.dispose();
        }
    }

    /** Draws a line of text that reads upwards and ends at {@code y}. */
    static void endingUpwards(Graphics2D graphics, String text, double baseline, double y) {
        Graphics2D turned = (Graphics2D) graphics.create();
        try {
            turned.rotate(-Math.PI / 2, baseline, y);
            rightAligned(turned, text, baseline, y);
        } finally {
            turned.dispose();
        }
    }
}
