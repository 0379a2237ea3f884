-- The shards are locked by the statement before, in the same transaction: whoever writes a device holds its shard, so what is read here
-- stands until the commit. A batch is accepted when its device is where the caller believes it to be; only accepted ones take a position.
with input as (
  select * from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::integer[], $7::bytea[], $8::bigint[])
    with ordinality as t(project, serial, shard, expected, received_at, format, payload, known, n)
),
accepted as materialized (
  select i.*, h.device_id is null as is_new, coalesce(h.device_id, nextval('log.device_id')) as device_id,
    coalesce(h.position, 0) as previous,
    s.head + row_number() over (partition by i.shard order by i.n) as position
  from input i
  join log.event_shard s on s.shard = i.shard
  left join log.device_head h on h.project = i.project and h.serial = i.serial
  where i.expected = coalesce(h.sequence, 0) and i.known in (0, coalesce(h.device_id, 0))
),
created as (
  insert into log.device_head (device_id, project, serial, shard, sequence, position)
  select device_id, project, serial, shard, 1, position from accepted where is_new
),
advanced as (
  update log.device_head h set sequence = a.expected + 1, position = a.position
  from accepted a
  where h.device_id = a.device_id and not a.is_new
),
moved as (
  update log.event_shard s set head = m.head
  from (select shard, max(position) as head from accepted group by shard) m
  where s.shard = m.shard
),
written as (
  insert into log.event_log (shard, position, device_id, sequence, previous, received_at, format, payload)
  select shard, position, device_id, expected + 1, previous, received_at, format, payload from accepted
)
select n, position, device_id from accepted
