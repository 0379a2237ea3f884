select first_kept, gone_before, gone_batches, gone_bytes from log.event_shard order by shard
