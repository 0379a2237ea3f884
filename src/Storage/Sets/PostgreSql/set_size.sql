update view.device_set s set size = v.size
from unnest($1::text[], $2::integer[], $3::bigint[]) as v (project, set_id, size)
where s.project = v.project and s.set_id = v.set_id
