insert into view.projection_checkpoint as c (shard, position, next_ordinal)
select $1, $4, $5 where ($2 = 0 and $3 = 0) or exists (select 1 from view.projection_checkpoint where shard = $1)
on conflict (shard) do update set position = excluded.position, next_ordinal = excluded.next_ordinal
where c.position = $2 and c.next_ordinal = $3
