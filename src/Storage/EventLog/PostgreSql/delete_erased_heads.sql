-- Of an erased device only its last batch was left, which goes.
delete from log.device_head
where substr(serial, 1, 1) = '~' and device_id in (
  select device_id from log.event_log
  where shard = $1 and position >= (select first_kept from log.event_shard where shard = $1) and position <= $2)
