"""An index of pairs of characters, so that a search need not read every finding; PostgreSQL's own knows no Chinese."""

import django.contrib.postgres.indexes
from django.db import migrations

import ecosteward.survey.models

_MAKE = """
CREATE FUNCTION survey_pairs(VARIADIC said text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT pair)
    FROM unnest(said) AS one(text), LATERAL (
        SELECT letter || lead(letter) OVER (ORDER BY place) AS pair
        FROM unnest(string_to_array(upper(one.text), NULL)) WITH ORDINALITY AS letters(letter, place)
    ) AS pairs
    WHERE pair IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("survey", "0006_extensions_read_from_an_index")]

    operations = [
        migrations.RunSQL(_MAKE, "DROP FUNCTION survey_pairs"),
        migrations.AddIndex(
            model_name="finding",
            index=django.contrib.postgres.indexes.GinIndex(
                ecosteward.survey.models.Pairs("number", "place", "text"), name="survey_finding_said"
            ),
        ),
    ]
