select coalesce(sum(position), 0) from projection_checkpoint
