insert into view.alert_checkpoint as c (shard, position)
select $1::integer, $3::bigint where $2::bigint = 0 or exists (select 1 from view.alert_checkpoint where shard = $1)
on conflict (shard) do update set position = excluded.position where c.position = $2
