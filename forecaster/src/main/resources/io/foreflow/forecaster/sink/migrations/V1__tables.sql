-- Sensors are compared byte by byte: no reader needs another order, and it is faster.
CREATE TABLE forecast (
    sensor text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    lead integer NOT NULL,
    origin timestamptz NOT NULL,
    value double precision NOT NULL,
    lower double precision,
    upper double precision,
    model text,
    version text,
    method text NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (sensor, at, lead)
) ${byMonth};

CREATE TABLE actual (
    sensor text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    value double precision NOT NULL,
    imputed boolean NOT NULL,
    PRIMARY KEY (sensor, at)
) ${byMonth};

CREATE TABLE score (
    sensor text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    lead integer NOT NULL,
    role text COLLATE "C" NOT NULL,
    model text,
    version text,
    error real NOT NULL,
    scaled_error real,
    yardstick real,
    persistence real,
    yesterday real,
    last_week real,
    usual real,
    inside boolean,
    fallback boolean NOT NULL,
    PRIMARY KEY (sensor, at, lead, role)
) ${byMonth};

-- Small, and enough for questions about all sensors of some days.
CREATE INDEX forecast_at ON forecast USING brin (at);
CREATE INDEX actual_at ON actual USING brin (at);
CREATE INDEX score_at ON score USING brin (at);

CREATE TABLE rejected (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    seen timestamptz NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (topic, partition, record_offset)
);

-- The place up to which each topic has been copied. It changes in the transaction of the rows.
CREATE TABLE sink_offset (
    topic_id text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    topic text NOT NULL,
    next_offset bigint NOT NULL,
    copied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic_id, partition)
);

COMMENT ON TABLE forecast IS 'Forecasts: one row for each target step and lead, the newest revision';
COMMENT ON COLUMN forecast.at IS 'Start of the target step';
COMMENT ON COLUMN forecast.lead IS 'Number of the step after the origin, from 1';
COMMENT ON COLUMN forecast.model IS 'Name of the model; null for a fallback';
COMMENT ON TABLE actual IS 'Actual values of steps';
COMMENT ON TABLE score IS 'Errors of first forecasts and of baselines: one row for each step and lead';
COMMENT ON COLUMN score.role IS 'champion: its forecasts were published; challenger or predecessor: it forecast beside it';
COMMENT ON COLUMN score.model IS 'Name of the model; null for a fallback';
COMMENT ON COLUMN score.error IS 'Forecast less actual value';
COMMENT ON COLUMN score.scaled_error IS 'Absolute error over the yardstick, at most 500; its mean is the MASE';
COMMENT ON COLUMN score.yardstick IS 'Mean absolute error of yesterday''s value over the week before the forecast';
COMMENT ON COLUMN score.persistence IS 'Latest value before the forecast, less the actual value';
COMMENT ON COLUMN score.yesterday IS 'Yesterday''s value less the actual value';
COMMENT ON COLUMN score.last_week IS 'Last week''s value less the actual value';
COMMENT ON COLUMN score.usual IS 'Usual value less the actual value';
COMMENT ON COLUMN score.inside IS 'True if the value was within the bounds; null without bounds';
COMMENT ON COLUMN score.fallback IS 'True if a fallback made the forecast';
COMMENT ON TABLE rejected IS 'Records of the topics that could not be copied, and why';
COMMENT ON TABLE sink_offset IS 'The place up to which each topic has been copied';
