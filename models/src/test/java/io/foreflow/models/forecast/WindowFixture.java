package io.foreflow.models.forecast;

import io.foreflow.models.series.BaselineErrors;
import io.foreflow.models.series.SensorId;
import io.foreflow.models.series.Values;
import io.foreflow.models.series.Window;
import io.foreflow.models.series.WindowShape;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;

/** A window written by hand, one part at a time: history 1 … 6, yesterday 100, lastWeek 200, usual 300, level 50. */
public record WindowFixture(
        WindowShape shape,
        ZoneId zone,
        Instant origin,
        Values history,
        Values usualPast,
        Values yesterday,
        Values lastWeek,
        Values usual,
        double level,
        double scale,
        BaselineErrors errors) {

    public static WindowFixture window() {
        return new WindowFixture(
                WindowShape.DEFAULT,
                ZoneId.of("America/Los_Angeles"),
                Instant.parse("2021-05-05T17:00:00Z"),
                Values.of(1, 2, 3, 4, 5, 6),
                constant(24, 290),
                constant(24, 100),
                constant(24, 200),
                constant(24, 300),
                50,
                10,
                new BaselineErrors(3, 2, 1));
    }

    public static WindowFixture unknown() {
        return window().history(Values.missing(6))
                .yesterday(Values.missing(24))
                .lastWeek(Values.missing(24))
                .usual(Values.missing(24))
                .usualPast(Values.missing(24))
                .level(Double.NaN, Double.NaN)
                .errors(BaselineErrors.UNKNOWN);
    }

    public static Values constant(int length, double value) {
        return Values.generate(length, i -> value);
    }

    /** {@code present} times {@code value}, then unknown. */
    public static Values partly(int length, int present, double value) {
        return Values.generate(length, i -> i < present ? value : Double.NaN);
    }

    public WindowFixture zone(String zone) {
        return new WindowFixture(
                shape, ZoneId.of(zone), origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture origin(String origin) {
        return new WindowFixture(
                shape,
                zone,
                Instant.parse(origin),
                history,
                usualPast,
                yesterday,
                lastWeek,
                usual,
                level,
                scale,
                errors);
    }

    public WindowFixture history(Values history) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture usualPast(Values usualPast) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture yesterday(Values yesterday) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture lastWeek(Values lastWeek) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture usual(Values usual) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture level(double level, double scale) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture errors(BaselineErrors errors) {
        return new WindowFixture(
                shape, zone, origin, history, usualPast, yesterday, lastWeek, usual, level, scale, errors);
    }

    public WindowFixture errors(double yesterday, double lastWeek, double usual) {
        return errors(new BaselineErrors(yesterday, lastWeek, usual));
    }

    public Window build() {
        return Window.builder(SensorId.of("s"), origin, shape, zone)
                .history(history)
                .usualPast(usualPast)
                .yesterday(yesterday)
                .lastWeek(lastWeek)
                .usual(usual)
                .usualCounts(Collections.nCopies(usual.length(), 4))
                .level(level)
                .scale(scale)
                .baselines(errors)
                .build();
    }
}
