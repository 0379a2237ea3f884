insert into event_shard (shard, head) values ($1, 0)
