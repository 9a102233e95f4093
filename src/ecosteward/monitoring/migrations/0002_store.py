"""The tables of the store: parents whose parts, a month each, store/partitions.py makes."""

from django.db import migrations

READING = """
CREATE TABLE monitoring_{span} (
    series_id integer NOT NULL, at timestamptz NOT NULL,
    value float8 NOT NULL, converted float8 NOT NULL, low float8 NOT NULL, high float8 NOT NULL, total float8 NOT NULL,
    mark smallint NOT NULL, packet_id bigint NOT NULL,
    PRIMARY KEY (series_id, at)
) PARTITION BY RANGE (at);
"""
VERDICT = """
    series_id integer NOT NULL, span smallint NOT NULL, at timestamptz NOT NULL,
    mean float8 NOT NULL, converted float8 NOT NULL, low float8 NOT NULL, high float8 NOT NULL, amount float8 NOT NULL,
    counted integer NOT NULL, due integer NOT NULL, mark smallint NOT NULL,
    validity smallint NOT NULL, exceedance smallint NOT NULL, multiple float8 NOT NULL, limit_id bigint NOT NULL,
    notes integer NOT NULL, inputs bigint NOT NULL, revision smallint NOT NULL, made_at timestamptz NOT NULL
"""
FORWARD = (
    "".join(READING.format(span=span) for span in ("realtime", "minute", "hour", "day"))
    + f"""
CREATE TABLE monitoring_verdict ({VERDICT}, PRIMARY KEY (series_id, span, at)) PARTITION BY RANGE (at);
CREATE TABLE monitoring_verdict_former ({VERDICT}, replaced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (series_id, span, at, revision));
CREATE TABLE monitoring_packet (
    bucket date NOT NULL, device_id bigint NOT NULL, digest bytea NOT NULL, id bigint NOT NULL,
    received_at timestamptz NOT NULL, cn text NOT NULL, data_at timestamptz, verdict text NOT NULL, told text[] NOT NULL,
    slot smallint NOT NULL, seal bigint NOT NULL, raw bytea NOT NULL,
    PRIMARY KEY (bucket, device_id, digest)
) PARTITION BY RANGE (bucket);
CREATE INDEX monitoring_packet_received ON monitoring_packet (device_id, received_at);
CREATE INDEX monitoring_packet_id ON monitoring_packet (id);
CREATE SEQUENCE monitoring_packet_ids INCREMENT BY 1000;
"""
)
BACKWARD = """
DROP SEQUENCE monitoring_packet_ids;
DROP TABLE monitoring_packet, monitoring_verdict, monitoring_verdict_former,
    monitoring_realtime, monitoring_minute, monitoring_hour, monitoring_day;
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_monitoring")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
