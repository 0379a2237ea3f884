-- Of a crash id that was used twice the first stays.
insert into trace_missing (project, build_id, crash_id, device_id, module, captured_at) values ($1, $2, $3, $4, $5, $6)
on conflict (project, build_id, crash_id) do nothing
