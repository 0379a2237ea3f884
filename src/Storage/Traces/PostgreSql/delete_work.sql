delete from view.trace_work w
using unnest($1::text[], $2::text[]) as n(project, crash_id)
where w.project = n.project and w.crash_id = n.crash_id
