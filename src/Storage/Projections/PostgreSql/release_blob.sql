insert into view.released_blob (project, sha256, released_at)
select * from unnest($1::text[], $2::text[], $3::bigint[])
on conflict (project, sha256) do update set released_at = excluded.released_at
