"""Points counted by day; what was judged before is counted here."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
INSERT INTO monitoring_pointday (point_id, "on", due, came, valid)
SELECT s.point_id, (v.at AT TIME ZONE 'Asia/Shanghai')::date,
    count(*) FILTER (WHERE v.validity IN (0, 1, 3)), count(*) FILTER (WHERE v.validity IN (0, 1)),
    count(*) FILTER (WHERE v.validity = 0)
FROM monitoring_verdict v JOIN monitoring_series s ON s.id = v.series_id
WHERE v.span = 2 AND s.role = 'pollutant' GROUP BY 1, 2
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0007_ledger_replaced")]
    operations = [
        migrations.CreateModel(
            name="PointDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                ("due", models.PositiveIntegerField(verbose_name="应传（h·因子）")),
                ("came", models.PositiveIntegerField(verbose_name="有数据")),
                ("valid", models.PositiveIntegerField(verbose_name="有效")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="monitoring.point",
                        verbose_name="点位",
                    ),
                ),
            ],
            options={"verbose_name": "点位日统计"},
        ),
        migrations.AddConstraint(
            "pointday", models.UniqueConstraint(fields=("point", "on"), name="monitoring_point_day_once")
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveIndex("alarm", "monitoring_alarm_unclosed"),
        migrations.AddIndex(
            "alarm",
            models.Index(
                fields=["point", "state", "client"], name="monitoring_alarm_unclosed", condition=models.Q(closed_at=None)
            ),
        ),
    ]
