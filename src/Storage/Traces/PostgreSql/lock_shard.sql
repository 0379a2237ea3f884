-- Whoever changes a shard's counts waits here for the others.
select position from view.trace_checkpoint where shard = $1 for update
