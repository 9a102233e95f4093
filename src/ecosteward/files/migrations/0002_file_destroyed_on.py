from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]
    operations = [
        migrations.AddField("file", "destroyed_on", models.DateField(blank=True, null=True, verbose_name="销毁日期")),
    ]
