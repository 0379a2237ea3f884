-- The first batch of the front that stays: too young, or of a device that still needs it.
select e.position
from log.event_log e
join log.device_head h on h.device_id = e.device_id
left join log.device_snapshot s on s.device_id = e.device_id and s.checksum is not null
where e.shard = $1 and e.position >= (select first_kept from log.event_shard where shard = $1) and e.position <= $2
  and (e.received_at >= $3 or (coalesce(s.sequence, 0) < e.sequence and substr(h.serial, 1, 1) <> '~'))
order by e.position
limit 1
