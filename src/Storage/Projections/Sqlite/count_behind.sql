-- Shards whose projection, or whose traces, are not yet where they were when the read models were last made anew.
select (select count(*) from projection_checkpoint where position < frozen_to) + (select count(*) from trace_checkpoint where position < frozen_to)
