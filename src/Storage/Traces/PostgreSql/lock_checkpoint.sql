-- A shard's first commit inserts its row, which a delete would neither see nor wait for: it would take the rest of that commit and leave the checkpoint.
lock table view.trace_checkpoint in share row exclusive mode
