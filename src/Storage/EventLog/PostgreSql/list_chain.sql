with recursive chain as (
  select position, previous, 1 as n from log.event_log where shard = $1 and position = $2
  union all
  select e.position, e.previous, c.n + 1
  from chain c
  join log.event_log e on e.shard = $1 and e.position = c.previous
  where c.n < $3
)
select position, previous from chain order by n
