-- Named, since the planner takes the primary key of the project for as good.
select project, captured_at, shard, position, idx, device_id, ordinal, software_type, software_version, hardware, kind, crash_id, issue, signatures, exact, state, class, title, missing from trace indexed by trace_by_crash where project = $1 and crash_id = $2 and crash_id <> '' and device_id = $3
