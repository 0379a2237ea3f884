-- 1 when read models and column files have all rows of a shard up to a position.
select count(*)
from view.projection_checkpoint p
join view.column_checkpoint c on c.shard = p.shard
where p.shard = $1 and p.position >= $2 and c.position >= $2
