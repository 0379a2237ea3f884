-- Of a crash id that was used twice the first stays.
insert into view.trace_missing (project, build_id, crash_id, device_id, module, captured_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[]) as n(project, build_id, crash_id, device_id, module, captured_at)
on conflict (project, build_id, crash_id) do nothing
