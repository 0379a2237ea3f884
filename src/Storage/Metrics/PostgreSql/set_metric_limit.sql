insert into log.metric_guard (project, max_metrics, refused) values ($1, $2, 0)
on conflict (project) do update set max_metrics = excluded.max_metrics
