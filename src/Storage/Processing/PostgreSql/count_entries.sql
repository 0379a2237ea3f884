insert into view.processing_size as s (project, entries) values ($1, $2)
on conflict (project) do update set entries = s.entries + excluded.entries
returning entries
