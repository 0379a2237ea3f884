-- Due now, or once its crash is there: $6 is never. Of an id that two devices use the first has it.
insert into view.trace_work as w (project, crash_id, shard, device_id, core_at, due_at, tries, taken_until, reason)
select distinct on (n.project, n.crash_id) n.project, n.crash_id, n.shard, n.device_id, n.core_at,
  case when exists (select 1 from view.trace t where t.project = n.project and t.crash_id = n.crash_id and t.crash_id <> '' and t.device_id = n.device_id) then n.now else n.none end, 0, 0, 'its core came'
from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) as n(project, crash_id, shard, device_id, core_at, none, now)
on conflict (project, crash_id) do update set core_at = excluded.core_at where w.core_at = 0 and w.device_id = excluded.device_id
