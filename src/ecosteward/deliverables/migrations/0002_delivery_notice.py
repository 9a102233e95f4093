import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0002_contracts_in_full"),
        ("deliverables", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="notice",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="document",
                to="engagements.notice",
                verbose_name="交付通报",
            ),
        ),
    ]
