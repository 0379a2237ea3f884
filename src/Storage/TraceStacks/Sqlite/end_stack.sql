insert into trace_stack (project, crash_id, state, reason, made_at, signatures, exact, class, title, missing, format, payload)
values ($1, $2, $3, $4, $5, '', '', '', '', '', 0, $6)
on conflict (project, crash_id) do update set state = excluded.state, reason = excluded.reason
