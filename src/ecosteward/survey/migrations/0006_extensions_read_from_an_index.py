from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0005_counted_from_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("wanted_until__isnull", False)),
                fields=["agency", "due_on"],
                name="survey_finding_extension",
            ),
        ),
    ]
