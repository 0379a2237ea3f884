select t.project, t.captured_at, t.shard, t.position, t.idx, t.device_id, t.ordinal, t.software_type, t.software_version, t.hardware, t.kind, t.crash_id, t.issue, t.signatures, t.exact, t.state, t.class, t.title, t.missing, coalesce(d.serial, '')
from trace t indexed by trace_by_crash left join device d on d.device_id = t.device_id
where t.project = $1 and t.crash_id = $2 and t.crash_id <> ''
order by t.captured_at desc, t.shard desc, t.position desc, t.idx desc
limit 1
