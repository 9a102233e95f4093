from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0003_alarms_wait'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='sending',
            name='monitoring_sending_sent',
        ),
        migrations.AddField(
            model_name='sending',
            name='tried_at',
            field=models.DateTimeField(null=True, verbose_name='最近发送'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(fields=['channel', '-tried_at'], name='monitoring_sending_tried'),
        ),
    ]
