select shard, position from view.projection_checkpoint
