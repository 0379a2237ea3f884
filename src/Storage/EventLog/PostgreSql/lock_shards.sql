-- In order, so that two flushes wait for each other and never in a circle.
select shard from log.event_shard where shard = any($1) order by shard for update
