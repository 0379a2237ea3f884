insert into log.trace_stack (project, crash_id, state, reason, made_at, signatures, exact, class, title, missing, format, payload)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (project, crash_id) do update set
  state = excluded.state, reason = excluded.reason, made_at = excluded.made_at, signatures = excluded.signatures, exact = excluded.exact, class = excluded.class,
  title = excluded.title, missing = excluded.missing, format = excluded.format, payload = excluded.payload
