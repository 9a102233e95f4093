from django.db import migrations

# The floor of clause 8 and the day a paper may go are kept by the database itself, whatever a program asks for.
# Days are those of the installation's own zone, as the services count them.
KEEP = """
alter table archive_paper add constraint archive_paper_floor
    check (keep_until is null or filed_on is null or keep_until >= (filed_on + interval '5 years')::date);

create function archive_paper_is_kept() returns trigger language plpgsql as $$
declare
    today date := (now() at time zone 'Asia/Shanghai')::date;
begin
    if tg_op = 'DELETE' then
        if old.state = 'inbox' then
            return old;
        end if;
        raise exception '存档文件「%」不能删除：保存至 %', old.title, coalesce(old.keep_until::text, '永久')
            using errcode = 'restrict_violation';
    end if;
    if old.state = 'inbox' then
        return new;
    end if;
    if old.state = 'destroyed' or new.state = 'inbox' then
        raise exception '存档文件「%」的状态不能倒退', old.title using errcode = 'restrict_violation';
    end if;
    if new.state = 'destroyed' and (old.keep_until is null or old.keep_until >= today) then
        raise exception '存档文件「%」不能销毁：保存至 %', old.title, coalesce(old.keep_until::text, '永久')
            using errcode = 'restrict_violation';
    end if;
    -- a paper filed with the wrong client may be put right within its agency
    if new.file_id <> old.file_id or new.agency_id <> old.agency_id or new.filed_on <> old.filed_on then
        raise exception '存档文件「%」的原件、所属机构和归档日期不能改', old.title using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger archive_paper_is_kept before update or delete on archive_paper
    for each row execute function archive_paper_is_kept();
"""
LET_GO = """
drop trigger archive_paper_is_kept on archive_paper;
drop function archive_paper_is_kept();
alter table archive_paper drop constraint archive_paper_floor;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
