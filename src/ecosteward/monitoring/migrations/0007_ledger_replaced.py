"""Entries of the substitution ledger are replaced, never overwritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0006_commands_without_items")]
    operations = [
        migrations.AddField(
            "substitution", "replaced_at", models.DateTimeField("被取代的时间", null=True)
        )
    ]
