insert into retention as r (project, kind, before_at, days, moved_at, row_count, file_count, bytes) values ($1, $2, $3, $4, $5, 0, 0, 0)
on conflict (project, kind) do update set
  moved_at = case when r.before_at < excluded.before_at then excluded.moved_at else r.moved_at end,
  before_at = max(r.before_at, excluded.before_at),
  days = excluded.days
where r.before_at < excluded.before_at or r.days <> excluded.days
