select t.project, t.captured_at, t.shard, t.position, t.idx, t.device_id, t.ordinal, t.software_type, t.software_version, t.hardware, t.kind, t.crash_id, t.issue, t.signatures, t.exact, t.state, t.class, t.title, t.missing, coalesce(d.serial, '')
from view.trace t left join view.device d on d.device_id = t.device_id
where t.project = $1 and t.captured_at >= $2 and (t.captured_at, t.shard, t.position, t.idx) < ($3, $4, $5, $6)
  and ($7 = '' or t.class = $7) and ($8 = '' or t.software_type = $8) and ($9 = '' or t.software_version = $9) and ($10 = '' or t.hardware = $10)
  and (cardinality($11::bigint[]) = 0 or t.kind = any($11::bigint[])) and (cardinality($12::bigint[]) = 0 or t.state = any($12::bigint[]))
order by t.captured_at desc, t.shard desc, t.position desc, t.idx desc
limit $13
