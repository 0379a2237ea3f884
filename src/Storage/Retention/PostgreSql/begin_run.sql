insert into view.retention_run (project, started_at, finished_at) values ($1, $2, 0)
on conflict (project) do update set started_at = excluded.started_at
