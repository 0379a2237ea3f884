insert into alert_checkpoint as c (shard, position)
select $1, $3 where $2 = 0 or exists (select 1 from alert_checkpoint where shard = $1)
on conflict (shard) do update set position = excluded.position where c.position = $2
