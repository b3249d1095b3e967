package io.foreflow.forecaster.dashboards;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One query of a dashboard.
 *
 * @param place where it stands, for messages
 * @param text PromQL or SQL, with Grafana's variables and macros
 * @param moment true for the value at one moment, false for a series
 * @param table true if Prometheus' labels become the columns of one table
 * @param legend name of a series, with labels in double braces; empty for all labels
 */
public record DashboardQuery(
        String place, QueryLanguage language, String text, boolean moment, boolean table, String legend) {
    /** The language of a query. */
    public enum QueryLanguage {
        PROMQL,
        SQL
    }

    static DashboardQuery ofTarget(String place, JsonNode target) {
        return target.has("rawSql")
                ? new DashboardQuery(
                        place, QueryLanguage.SQL, target.path("rawSql").asText(), false, true, "")
                : new DashboardQuery(
                        place,
                        QueryLanguage.PROMQL,
                        target.path("expr").asText(),
                        target.path("instant").asBoolean(),
                        target.path("format").asText().equals("table"),
                        target.path("legendFormat").asText());
    }

    boolean isPromql() {
        return language == QueryLanguage.PROMQL;
    }
}
