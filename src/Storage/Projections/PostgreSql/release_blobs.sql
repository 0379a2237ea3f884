insert into view.released_blob (project, sha256, released_at)
select distinct project, blob, $2::bigint from view.observation where device_id = $1 and blob <> ''
order by 2
on conflict (project, sha256) do update set released_at = excluded.released_at
