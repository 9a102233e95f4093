from django.db import migrations

FORBID = """
create function journal_entry_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'journal rows are only ever added';
end $$;
create trigger journal_entry_is_final before update or delete on journal_entry
    for each row execute function journal_entry_is_final();
"""
ALLOW = "drop trigger journal_entry_is_final on journal_entry; drop function journal_entry_is_final();"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
