select w.project, w.crash_id, w.shard, w.tries, w.core_at, w.reason, t.captured_at, t.position, t.idx, t.software_type, t.software_version, t.signatures, coalesce(d.serial, ''), w.device_id
from (select * from view.trace_work where shard = $1 and due_at <= $2 order by due_at limit $3 for update skip locked) w
join view.trace t on t.project = w.project and t.crash_id = w.crash_id and t.crash_id <> '' and t.device_id = w.device_id
left join view.device d on d.device_id = w.device_id
order by w.due_at
