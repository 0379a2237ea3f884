delete from view.trace_work
