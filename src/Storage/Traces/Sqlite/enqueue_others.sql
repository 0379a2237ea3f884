insert into trace_work as w (project, crash_id, shard, device_id, core_at, due_at, tries, taken_until, reason)
select distinct t.project, t.crash_id, t.shard, t.device_id, coalesce((select max(o.captured_at) from observation o where o.project = t.project and o.id = t.crash_id and o.id <> '' and o.type = 6 and o.device_id = t.device_id), 0), $4, 0, 0, $5
from trace t indexed by trace_by_crash
join trace_missing m on m.project = t.project and m.build_id = $2 and m.crash_id = t.crash_id and m.device_id = t.device_id
where t.project = $1 and t.crash_id in (select value from json_each($3)) and t.crash_id <> '' and t.state <> 5
on conflict (project, crash_id) do nothing
returning project, crash_id, device_id
