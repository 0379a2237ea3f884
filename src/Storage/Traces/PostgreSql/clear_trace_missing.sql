delete from view.trace_missing
