insert into view.alert_checkpoint as c (shard, position, commits)
select $1::integer, $4::bigint, 1 where $3::bigint = 0 or exists (select 1 from view.alert_checkpoint where shard = $1)
on conflict (shard) do update set position = excluded.position, commits = c.commits + 1 where c.position = $2 and c.commits = $3
