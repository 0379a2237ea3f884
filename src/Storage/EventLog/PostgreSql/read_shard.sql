select e.position, e.device_id, h.project, h.serial, e.sequence, e.format, e.payload
from log.event_log e
join log.device_head h on h.device_id = e.device_id
where e.shard = $1 and e.position > $2
order by e.position
limit $3
