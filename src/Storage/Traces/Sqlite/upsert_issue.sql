insert into issue_row (project, issue, state, class, software_type, title, is_placeholder, assignee, ticket, resolved_in, newest_version, regressions, opened_at, first_at, last_at, traces, devices)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
on conflict (project, issue) do update set
  state = excluded.state,
  class = excluded.class,
  software_type = excluded.software_type,
  title = excluded.title,
  is_placeholder = excluded.is_placeholder,
  assignee = excluded.assignee,
  ticket = excluded.ticket,
  resolved_in = excluded.resolved_in,
  newest_version = excluded.newest_version,
  regressions = excluded.regressions,
  opened_at = excluded.opened_at,
  first_at = excluded.first_at,
  last_at = excluded.last_at,
  traces = excluded.traces,
  devices = excluded.devices
