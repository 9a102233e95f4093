"""What a curve shows stands in the index of the verdicts: a year of a series is read from some pages, not from one for each hour."""

from django.db import migrations

_INSTEAD = """
ALTER TABLE monitoring_verdict DROP CONSTRAINT monitoring_verdict_pkey;
ALTER TABLE monitoring_verdict ADD PRIMARY KEY (series_id, span, at){more};
"""
_SHOWN = " INCLUDE (mean, converted, mark, validity, exceedance, notes)"


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0011_mail_to_people")]
    operations = [migrations.RunSQL(_INSTEAD.format(more=_SHOWN), _INSTEAD.format(more=""))]
