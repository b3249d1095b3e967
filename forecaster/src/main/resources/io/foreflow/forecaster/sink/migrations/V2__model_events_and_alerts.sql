-- A few rows a week: one table for all times, like the topic. An event has no number of its own; its version is the one
-- after the change, or the one before it where there is none after it.
CREATE TABLE model_event (
    model text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    event text COLLATE "C" NOT NULL,
    version text COLLATE "C" NOT NULL,
    from_version text,
    to_version text,
    author text NOT NULL,
    reason text,
    PRIMARY KEY (model, at, event, version)
);

CREATE TABLE alert (
    sensor text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    rule text COLLATE "C" NOT NULL,
    since timestamptz NOT NULL,
    condition text NOT NULL,
    value double precision NOT NULL,
    bound double precision NOT NULL,
    cleared timestamptz,
    reason text,
    PRIMARY KEY (sensor, at, rule, since)
) ${byMonth};

CREATE INDEX alert_at ON alert USING brin (at);

COMMENT ON TABLE model_event IS 'Changes of the models: what changed, when, by whom and why';
COMMENT ON COLUMN model_event.model IS 'Name of the model; * for a change of the routes';
COMMENT ON COLUMN model_event.event IS 'published, challenged, promoted, rolled-back, deleted or routed';
COMMENT ON COLUMN model_event.version IS 'to_version, or else from_version; empty for a change of the routes';
COMMENT ON COLUMN model_event.author IS 'Person, program or rule that made the change';
COMMENT ON TABLE alert IS 'Alerts: one row for each occurrence';
COMMENT ON COLUMN alert.at IS 'Start of the step that first met the condition when the alert was raised';
COMMENT ON COLUMN alert.since IS 'Origin of the forecast that raised it';
COMMENT ON COLUMN alert.value IS 'Number of that step which met the condition';
COMMENT ON COLUMN alert.bound IS 'Number that the value was compared with';
COMMENT ON COLUMN alert.cleared IS 'Origin of the forecast that cleared it; null while it is open';
COMMENT ON COLUMN alert.reason IS 'ended, retired or rule-removed; null while it is open';
