select shard, position, before_at from log_front
