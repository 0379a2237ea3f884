-- There is one writer: nothing to wait for.
select position from trace_checkpoint where shard = $1
