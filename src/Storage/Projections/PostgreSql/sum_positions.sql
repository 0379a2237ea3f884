select coalesce(sum(position), 0)::bigint from view.projection_checkpoint
