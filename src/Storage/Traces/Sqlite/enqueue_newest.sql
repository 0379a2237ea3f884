-- $6 is never. What waits for later comes forward; what somebody has stays with them.
insert into trace_work as w (project, crash_id, shard, device_id, core_at, due_at, tries, taken_until, reason)
select distinct t.project, t.crash_id, t.shard, t.device_id, coalesce((select max(o.captured_at) from observation o where o.project = t.project and o.id = t.crash_id and o.id <> '' and o.type = 6 and o.device_id = t.device_id), 0), $4, 0, 0, $5
from (
  select t.project, t.crash_id, t.shard, t.device_id,
    row_number() over (partition by t.issue, t.software_type, t.software_version order by t.captured_at desc, t.shard desc, t.position desc, t.idx desc) as place
  from trace_missing m
  cross join trace t indexed by trace_by_crash on t.project = m.project and t.crash_id = m.crash_id and t.crash_id <> '' and t.device_id = m.device_id
  where m.project = $1 and m.build_id = $2 and t.state <> 5) as t
where t.place <= $3
on conflict (project, crash_id) do update set due_at = excluded.due_at where w.taken_until = 0 and w.due_at > excluded.due_at and w.due_at < $6
returning project, crash_id, device_id
