-- $3 is 1 to look behind the snapshot.
with recursive
head as materialized (
  select h.device_id, h.shard, h.sequence, h.position, coalesce(s.sequence, 0) as base, s.format, s.state, s.checksum
  from log.device_head h
  left join log.device_snapshot s on s.device_id = h.device_id and $3 = 0
  where h.project = $1 and h.serial = $2
),
batch as (
  select e.shard, e.sequence, e.previous, e.format, e.payload, h.base
  from head h
  join log.event_log e on e.shard = h.shard and e.position = h.position
  where h.sequence > h.base
  union all
  select e.shard, e.sequence, e.previous, e.format, e.payload, b.base
  from batch b
  join log.event_log e on e.shard = b.shard and e.position = b.previous
  where b.sequence > b.base + 1
)
select 0 as part, sequence, base, format, state, device_id, checksum from head
union all
select 1, sequence, base, format, payload, 0, null from batch
order by 1, 2
