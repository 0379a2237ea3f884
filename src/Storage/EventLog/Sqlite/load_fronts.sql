select first_kept, gone_before, gone_batches, gone_bytes from event_shard order by shard
