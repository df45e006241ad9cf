"""How does an office look after years of work? Fills a PostgreSQL database with a hundred thousand dossiers, or a million.

One in thirty is open, spread over the states; a tenth goes to the office that is measured, the others to 120 communes.
Made by the database itself, quickly; only lists and searches read what is made here, nobody can work on it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.kernel.database import writes

#: The office whose inbox is measured, and the branch its dossiers are handed over to.
OFFICE, BRANCH = "ttpvhcc-tinh", "cnvpdkdd-vinh-long"
_PEOPLE = """
insert into citizen (id, phone, email, profile, session_epoch, created_at)
select n, '09' || lpad(n::text, 8, '0'), null, '{}', 0, now() from generate_series(:first + 999, :last + 1000) n
where n % 2 = 0 on conflict do nothing
"""
_DOSSIERS = """
insert into dossier (id, draft_code, code, secret, token, start_key, state, version, revision_id, procedure_code,
  field_code, citizen_id, channel, typed_by, owner_name, owner_key, answers, onestop_code, agency_code, step_id,
  created_at, updated_at, expires_on, submitted_at, first_answer_due_at, accepted_at, complete_at, promised_at,
  promised_sum, result_number, finished_at)
select n, 'D' || n, '000.00.' || lpad((n % 99)::text, 2, '0') || '.H61-' || to_char(sent, 'YYMMDD') || '-' || lpad(n::text, 7, '0'),
  'ABCD', 'T' || lpad(n::text, 11, '0'), 'made' || n, state, 3, :revision, :procedure, 'dat-dai',
  1000 + n - n % 2, 'online', 'citizen', name, key, '{}', office,
  case when state in ('submitted', 'returned') then null when state in ('accepted', 'result_ready') then office else :branch end,
  'work', sent, sent, current_date, sent, sent + interval '1 day',
  case when state = 'submitted' then null else sent + interval '1 hour' end,
  case when state = 'submitted' then null else sent + interval '1 hour' end,
  case when state = 'submitted' then null else sent + interval '12 days' end,
  '[]', '', case when state = 'returned' then sent + interval '9 days' end
from (select n,
  case when n % 30 > 0 then 'returned'
       else (array['submitted', 'accepted', 'processing', 'awaiting_signature', 'result_ready'])[1 + n / 300 % 5] end state,
  case when n / 30 % 10 = 0 then :office else (select code from offices where number = n % 120) end office,
  case when n % 30 > 0 then now() - interval '30 days' - n * interval '1 minute' else now() - (n % 9000) * interval '1 minute' end sent,
  (array['Nguyễn','Trần','Lê','Phạm','Huỳnh'])[1 + n % 5] || ' ' || (array['Thị','Văn','Ngọc'])[1 + n % 3] || ' '
    || (array['Mai','Bình','Cúc','Đào','Hồng','Khang','Lan'])[1 + n % 7] name,
  (array['nguyen','tran','le','pham','huynh'])[1 + n % 5] || ' ' || (array['thi','van','ngoc'])[1 + n % 3] || ' '
    || (array['mai','binh','cuc','dao','hong','khang','lan'])[1 + n % 7] key
  from generate_series(cast(:first as int), cast(:last as int)) n) made
"""
_LEGS = """
insert into leg (dossier_id, position, step_id, agency_code, role, sent_at, sent_by, received_at, received_by, due_at,
  finished_at, finished_by, outcome)
select id, 1, 'work', coalesce(agency_code, :branch), 'case_officer', submitted_at, 'a',
  case when id % 60 = 0 and state <> 'returned' then null else submitted_at end, 'b', promised_at, finished_at, '', ''
from dossier where id between :first and :last and promised_at is not null
"""
_KEYS = """
insert into dossier_key (dossier_id, kind, value)
select id, 'name', owner_key from dossier where id between :first and :last
union all select id, 'name', regexp_replace(owner_key, '^\\S+ ', '') from dossier where id between :first and :last
union all select id, 'name', regexp_replace(owner_key, '^\\S+ \\S+ ', '') from dossier where id between :first and :last
union all select id, 'code', substr(code, 16) from dossier where id between :first and :last
union all select id, 'number', lpad((86000000000 + id / 2)::text, 12, '0') from dossier where id between :first and :last
union all select id, 'phone', '09' || lpad(citizen_id::text, 8, '0') from dossier where id between :first and :last
union all select id, 'parcel', (id % 90) || '/' || (id % 900) || '@' || (id % 120) from dossier where id between :first and :last
"""
#: What was told of deadlines: one in five of the finished ones in its years, the open ones now.
_ALERTS = """
insert into dossier_alert (dossier_id, kind, due_at, at, agency_code, role, is_over)
select id, kind, promised_at, promised_at, case when onestop_code = :office then :branch else onestop_code end,
  'case_officer', true
from dossier, unnest(array['leg_soon', 'leg_late', 'promise_soon', 'promise_late']) kind
where id between :first and :last and state = 'returned' and id % 5 = 0
union all
select id, 'promise_soon', promised_at, submitted_at, agency_code, 'case_officer', false
from dossier where id between :first and :last and state in ('accepted', 'processing', 'awaiting_signature')
union all
select id, kind, first_answer_due_at, first_answer_due_at, onestop_code, 'intake_officer', false
from dossier, unnest(array['first_answer_soon', 'first_answer_late']) kind
where id between :first and :last and state = 'submitted' and first_answer_due_at < now()
"""
#: Opinions asked of the office that is measured: answered and read of finished dossiers, waited for in some open ones.
_OPINIONS = """
insert into consultation (dossier_id, agency_code, asking_code, question, due_at, asked_at, asked_by_id, asked_by, state,
  answer, answered_at, answered_by, noted_at, noted_by, withdrawn_by, withdrawn_reason, form_key)
select id, :branch, onestop_code, 'Đất có tranh chấp không?', promised_at, submitted_at, (select min(id) from officer), 'a',
  case when state = 'returned' then 'answered' else 'asked' end, '', case when state = 'returned' then promised_at end, '',
  case when state = 'returned' then promised_at end, '', '', '', 'made' || id
from dossier where id between :first and :last and id % 15 = 0 and promised_at is not null
"""
#: Messages of citizens, read in years past; of open dossiers some not yet.
_MESSAGES = """
insert into dossier_message (dossier_id, at, by_kind, by_id, by_name, agency_code, text, read_at, read_by, form_key)
select id, submitted_at, 'citizen', citizen_id, owner_name, '', 'Xin hỏi',
  case when state = 'returned' then submitted_at end, '', 'made' || id
from dossier where id between :first and :last and id % 10 = 0
"""
_UNREAD = """
update dossier set unread_at = message.at from dossier_message message
where message.dossier_id = dossier.id and message.read_at is null and dossier.id between :first and :last
"""


def fill(session: Session, first: int, last: int) -> None:
    """Add the dossiers with these numbers, and let the database look at what it holds, as it does by itself in time."""
    with writes():
        _fill(session, {"first": first, "last": last, "office": OFFICE, "branch": BRANCH})
    with session.connection().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _fill(session: Session, given: dict[str, Any]) -> None:
    session.execute(text("create table if not exists offices (number integer primary key, code text)"))
    session.execute(
        text("insert into offices select row_number() over (order by code) - 1, code from agency where code like 'ubnd-%' "
             "order by code limit 120 on conflict do nothing")
    )  # fmt: skip
    row = session.execute(text("select revision_id, code from procedure where code = '1.013831'")).one()
    given |= {"revision": row[0], "procedure": row[1]}
    for statement in (_PEOPLE, _DOSSIERS, _LEGS, _KEYS, _ALERTS, _OPINIONS, _MESSAGES, _UNREAD):
        session.execute(text(statement), given)
    session.commit()
