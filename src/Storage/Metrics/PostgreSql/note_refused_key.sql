insert into log.metric_refused as r (project, key, refused, first_at, last_at)
select project, key, refused, at, at from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as t(project, key, refused, at)
on conflict (project, key) do update set refused = r.refused + excluded.refused, last_at = excluded.last_at
