#!/usr/bin/env bash
# Makes the user grafana, who may read all tables that the sink makes in this database from now on, and nothing else.
# The PostgreSQL image runs this once, as the sink's user, on an empty database.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --set password="$GRAFANA_SQL_PASSWORD" --set owner="$POSTGRES_USER" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE USER grafana PASSWORD :'password';
ALTER ROLE grafana SET statement_timeout = '30s';
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT ON TABLES TO grafana;
SQL
