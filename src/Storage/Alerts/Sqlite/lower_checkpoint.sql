-- The log was put back from a backup: what comes at positions that it had once is new.
update alert_checkpoint set position = min(position, $2), commits = commits + 1 where shard = $1
