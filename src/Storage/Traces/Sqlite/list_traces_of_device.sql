select t.project, t.captured_at, t.shard, t.position, t.idx, t.device_id, t.ordinal, t.software_type, t.software_version, t.hardware, t.kind, t.crash_id, t.issue, t.signatures, t.exact, t.state, t.class, t.title, t.missing, coalesce(d.serial, '')
from trace t left join device d on d.device_id = t.device_id
where t.device_id = $1 and t.captured_at >= $2 and (t.captured_at, t.position, t.idx) < ($3, $4, $5)
  and ($6 = '' or t.class = $6) and ($7 = '' or t.software_type = $7) and ($8 = '' or t.software_version = $8) and ($9 = '' or t.hardware = $9)
  and (json_array_length($10) = 0 or t.kind in (select value from json_each($10))) and (json_array_length($11) = 0 or t.state in (select value from json_each($11)))
  and (json_array_length($12) = 0 or t.issue in (select value from json_each($12)))
order by t.captured_at desc, t.position desc, t.idx desc
limit $13
