-- 1 when read models, column files, traces and alerts have all rows of a shard up to a position.
select count(*)
from projection_checkpoint p
join column_checkpoint c on c.shard = p.shard
join trace_checkpoint t on t.shard = p.shard
join alert_checkpoint a on a.shard = p.shard
where p.shard = $1 and p.position >= $2 and c.position >= $2 and t.position >= $2 and a.position >= $2
