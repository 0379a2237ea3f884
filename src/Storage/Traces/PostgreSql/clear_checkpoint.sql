delete from view.trace_checkpoint
