select shard, position, before_at from view.log_front
