select t.project, t.captured_at, t.shard, t.position, t.idx, t.device_id, t.ordinal, t.software_type, t.software_version, t.hardware, t.kind, t.crash_id, t.issue, t.signatures, t.exact, t.state, t.class, t.title, t.missing, coalesce(d.serial, '')
from view.trace t left join view.device d on d.device_id = t.device_id
where t.project = $1 and t.issue = $2 and t.captured_at >= $3 and (t.captured_at, t.shard, t.position, t.idx) < ($4, $5, $6, $7)
  and ($8 = '' or t.class = $8) and ($9 = '' or t.software_type = $9) and ($10 = '' or t.software_version = $10) and ($11 = '' or t.hardware = $11)
  and (cardinality($12::bigint[]) = 0 or t.kind = any($12::bigint[])) and (cardinality($13::bigint[]) = 0 or t.state = any($13::bigint[]))
order by t.captured_at desc, t.shard desc, t.position desc, t.idx desc
limit $14
