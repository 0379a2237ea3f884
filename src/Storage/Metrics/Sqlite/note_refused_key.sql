insert into metric_refused as r (project, key, refused, first_at, last_at) values ($1, $2, $3, $4, $4)
on conflict (project, key) do update set refused = r.refused + excluded.refused, last_at = excluded.last_at
