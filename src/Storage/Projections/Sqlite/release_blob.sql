insert into released_blob (project, sha256, released_at)
values ($1, $2, $3)
on conflict (project, sha256) do update set released_at = excluded.released_at
