-- The crash of a core that came before it. $4 is never.
update view.trace_work w set due_at = n.now
from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) as n(project, crash_id, device_id, none, now)
where w.project = n.project and w.crash_id = n.crash_id and w.device_id = n.device_id and w.due_at = n.none
