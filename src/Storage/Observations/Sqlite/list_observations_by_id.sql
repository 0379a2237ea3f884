select o.captured_at, o.shard, o.position, o.idx, d.serial
from observation o join device d on d.device_id = o.device_id
where o.project = $1 and o.type = $2 and o.captured_at >= $3 and (o.captured_at, o.shard, o.position, o.idx) < ($4, $5, $6, $7)
  and o.id = $8 and o.id <> ''
order by o.captured_at desc, o.shard desc, o.position desc, o.idx desc
limit $9
