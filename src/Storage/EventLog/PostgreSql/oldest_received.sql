select received_at from (
  select (select e.received_at from log.event_log e where e.shard = s.shard and e.position >= s.first_kept order by e.position limit 1) as received_at
  from log.event_shard s) as first
where received_at is not null
order by received_at
limit 1
