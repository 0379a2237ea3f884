delete from trace_missing
