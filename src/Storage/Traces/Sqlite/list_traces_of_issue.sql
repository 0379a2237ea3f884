-- Named, since the planner takes the primary key of the project for as good.
select t.project, t.captured_at, t.shard, t.position, t.idx, t.device_id, t.ordinal, t.software_type, t.software_version, t.hardware, t.kind, t.crash_id, t.issue, t.signatures, t.exact, t.state, t.class, t.title, t.missing, coalesce(d.serial, '')
from trace t indexed by trace_by_issue left join device d on d.device_id = t.device_id
where t.project = $1 and t.issue = $2 and t.captured_at >= $3 and (t.captured_at, t.shard, t.position, t.idx) < ($4, $5, $6, $7)
  and ($8 = '' or t.class = $8) and ($9 = '' or t.software_type = $9) and ($10 = '' or t.software_version = $10) and ($11 = '' or t.hardware = $11)
  and (json_array_length($12) = 0 or t.kind in (select value from json_each($12))) and (json_array_length($13) = 0 or t.state in (select value from json_each($13)))
order by t.captured_at desc, t.shard desc, t.position desc, t.idx desc
limit $14
