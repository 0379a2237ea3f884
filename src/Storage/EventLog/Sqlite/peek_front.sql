select e.position, e.device_id, h.project, h.serial, e.sequence, e.received_at, length(e.payload)
from event_log e
join device_head h on h.device_id = e.device_id
where e.shard = $1 and e.position >= (select first_kept from event_shard where shard = $1)
order by e.position
limit $2
