from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("engagements", "0002_contracts_in_full")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="催办日期"),
        ),
    ]
