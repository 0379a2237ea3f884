select c.shard from trace_checkpoint c
where exists (select 1 from trace_work w where w.shard = c.shard and w.due_at <= $1)
order by c.shard
