delete from view.trace_missing m
using unnest($1::text[], $2::text[], $3::text[]) as n(project, build_id, crash_id)
where m.project = n.project and m.build_id = n.build_id and m.crash_id = n.crash_id
