select w.project, w.crash_id, w.shard, w.tries, w.core_at, w.reason, t.captured_at, t.position, t.idx, t.software_type, t.software_version, t.signatures, coalesce(d.serial, ''), w.device_id
from trace_work w
join trace t indexed by trace_by_crash on t.project = w.project and t.crash_id = w.crash_id and t.crash_id <> '' and t.device_id = w.device_id
left join device d on d.device_id = w.device_id
where w.shard = $1 and w.due_at <= $2
order by w.due_at
limit $3
