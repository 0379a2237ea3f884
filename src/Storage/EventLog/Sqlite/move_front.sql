update event_shard set
  first_kept = max(first_kept, $2 + 1),
  gone_before = max(gone_before, $3),
  gone_batches = gone_batches + $4,
  gone_bytes = gone_bytes + $5
where shard = $1
