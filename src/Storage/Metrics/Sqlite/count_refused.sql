insert into metric_guard as g (project, max_metrics, refused) values ($1, 0, $2)
on conflict (project) do update set refused = g.refused + excluded.refused
