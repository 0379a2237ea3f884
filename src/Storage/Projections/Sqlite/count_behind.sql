-- Shards whose projection is not yet where it was when the read models were last made anew.
select count(*) from projection_checkpoint where position < frozen_to
