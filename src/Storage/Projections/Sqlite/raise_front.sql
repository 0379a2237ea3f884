insert into log_front as f (shard, position, before_at) values ($1, $2, $3)
on conflict (shard) do update set position = max(f.position, excluded.position), before_at = max(f.before_at, excluded.before_at)
