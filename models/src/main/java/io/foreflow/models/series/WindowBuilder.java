package io.foreflow.models.series;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Makes windows: what is not said is unknown. For one thread. */
public final class WindowBuilder {
    private SensorId sensor;
    private Instant origin;
    private WindowShape shape;
    private ZoneId zone;
    private Values history;
    private Values usualPast;
    private Values yesterday;
    private Values lastWeek;
    private Values usual;
    private List<Integer> usualCounts;
    private Values alike;
    private Values alikePast;
    private List<Integer> holidays = List.of();
    private Map<String, Covariate> covariates = Map.of();
    private double level = Double.NaN;
    private double scale = Double.NaN;
    private BaselineErrors baselines = BaselineErrors.UNKNOWN;
    private List<Integer> imputed = List.of();
    private int revision;

    WindowBuilder(SensorId sensor, Instant origin, WindowShape shape, ZoneId zone) {
        this.sensor = sensor;
        this.origin = origin;
        this.shape = shape;
        this.zone = zone;
        Values unknownDay = Values.missing(shape.step().perDay());
        Values unknownTarget = Values.missing(shape.horizon());
        this.history = Values.missing(shape.history());
        this.usualPast = unknownDay;
        this.yesterday = unknownTarget;
        this.lastWeek = unknownTarget;
        this.usual = unknownTarget;
        this.usualCounts = Collections.nCopies(shape.horizon(), 0);
        this.alike = unknownTarget;
        this.alikePast = unknownDay;
    }

    WindowBuilder(Window window) {
        this.sensor = window.sensor();
        this.origin = window.origin();
        this.shape = window.shape();
        this.zone = window.zone();
        this.history = window.history();
        this.usualPast = window.usualPast();
        this.yesterday = window.yesterday();
        this.lastWeek = window.lastWeek();
        this.usual = window.usual();
        this.usualCounts = window.usualCounts();
        this.alike = window.alike();
        this.alikePast = window.alikePast();
        this.holidays = window.holidays();
        this.covariates = window.covariates();
        this.level = window.level();
        this.scale = window.scale();
        this.baselines = window.baselines();
        this.imputed = window.imputed();
        this.revision = window.revision();
    }

    public WindowBuilder sensor(SensorId newSensor) {
        sensor = newSensor;
        return this;
    }

    public WindowBuilder origin(Instant newOrigin) {
        origin = newOrigin;
        return this;
    }

    public WindowBuilder shape(WindowShape newShape) {
        shape = newShape;
        return this;
    }

    public WindowBuilder zone(ZoneId newZone) {
        zone = newZone;
        return this;
    }

    public WindowBuilder history(Values newHistory) {
        history = newHistory;
        return this;
    }

    public WindowBuilder usualPast(Values newUsualPast) {
        usualPast = newUsualPast;
        return this;
    }

    public WindowBuilder yesterday(Values newYesterday) {
        yesterday = newYesterday;
        return this;
    }

    public WindowBuilder lastWeek(Values newLastWeek) {
        lastWeek = newLastWeek;
        return this;
    }

    public WindowBuilder usual(Values newUsual) {
        usual = newUsual;
        return this;
    }

    public WindowBuilder usualCounts(List<Integer> newUsualCounts) {
        usualCounts = newUsualCounts;
        return this;
    }

    public WindowBuilder alike(Values newAlike) {
        alike = newAlike;
        return this;
    }

    public WindowBuilder alikePast(Values newAlikePast) {
        alikePast = newAlikePast;
        return this;
    }

    public WindowBuilder holidays(List<Integer> newHolidays) {
        holidays = newHolidays;
        return this;
    }

    public WindowBuilder covariates(Map<String, Covariate> newCovariates) {
        covariates = newCovariates;
        return this;
    }

    public WindowBuilder level(double newLevel) {
        level = newLevel;
        return this;
    }

    public WindowBuilder scale(double newScale) {
        scale = newScale;
        return this;
    }

    public WindowBuilder baselines(BaselineErrors newBaselines) {
        baselines = newBaselines;
        return this;
    }

    public WindowBuilder imputed(List<Integer> newImputed) {
        imputed = newImputed;
        return this;
    }

    public WindowBuilder revision(int newRevision) {
        revision = newRevision;
        return this;
    }

    /** @throws IllegalArgumentException if the parts do not fit the shape or each other */
    public Window build() {
        return new Window(
                sensor,
                origin,
                shape,
                zone,
                history,
                usualPast,
                yesterday,
                lastWeek,
                usual,
                usualCounts,
                alike,
                alikePast,
                holidays,
                covariates,
                level,
                scale,
                baselines,
                imputed,
                revision);
    }
}
