select shard, position from projection_checkpoint
