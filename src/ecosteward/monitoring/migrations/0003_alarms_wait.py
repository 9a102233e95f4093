import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_client_side_logins'),
        ('clients', '0002_profile'),
        ('monitoring', '0002_store'),
        ('survey', '0005_counted_from_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alarm',
            name='escalates_after',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='未确认升级（min）'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='waits_since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='等待确认自'),
        ),
        migrations.AddField(
            model_name='sending',
            name='next_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次发送'),
        ),
        migrations.AlterField(
            model_name='sending',
            name='alarm',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='monitoring.alarm', verbose_name='报警'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(fields=['key', '-last_at'], name='monitoring_alarm_key'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['point'], name='monitoring_alarm_unclosed'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['channel', 'next_at'], name='monitoring_sending_waiting'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=models.Index(fields=['channel', '-sent_at'], name='monitoring_sending_sent'),
        ),
    ]
