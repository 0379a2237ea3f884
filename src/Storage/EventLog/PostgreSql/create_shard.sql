insert into log.event_shard (shard, head)
select shard, 0 from unnest($1::integer[]) as t(shard)
