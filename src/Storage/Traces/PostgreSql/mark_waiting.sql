update view.trace t set state = 2
from unnest($1::text[], $2::text[], $3::bigint[]) as n(project, crash_id, device_id)
where t.project = n.project and t.crash_id = n.crash_id and t.crash_id <> '' and t.device_id = n.device_id and t.state <> 2
  and exists (select 1 from view.trace_work w where w.project = n.project and w.crash_id = n.crash_id and w.device_id = n.device_id)
