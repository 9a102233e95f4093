from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagements", "0003_task_reminded")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="reviewers",
            field=models.JSONField(blank=True, default=list, verbose_name="无利害关系的评审人"),
        ),
    ]
