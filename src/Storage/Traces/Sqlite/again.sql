insert into trace_work as w (project, crash_id, shard, device_id, core_at, due_at, tries, taken_until, reason)
select t.project, t.crash_id, t.shard, t.device_id, coalesce((select max(o.captured_at) from observation o where o.project = t.project and o.id = t.crash_id and o.id <> '' and o.type = 6 and o.device_id = t.device_id), 0), $3, 0, 0, $4
from trace t indexed by trace_by_crash
where t.project = $1 and t.crash_id = $2 and t.crash_id <> ''
order by t.captured_at desc
limit 1
on conflict (project, crash_id) do update set due_at = excluded.due_at, tries = 0, taken_until = 0, reason = excluded.reason
returning project, crash_id, device_id
