delete from trace_work
