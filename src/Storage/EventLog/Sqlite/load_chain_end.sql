-- None when the device was erased: no serial begins with ~.
select e.position, e.previous
from device_head h
join event_log e on e.shard = h.shard and e.position = h.position
where h.device_id = $1 and substr(h.serial, 1, 1) <> '~'
