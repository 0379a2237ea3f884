-- Of an erased device only its last batch was left, which goes.
delete from device_head
where substr(serial, 1, 1) = '~' and device_id in (
  select device_id from event_log
  where shard = $1 and position >= (select first_kept from event_shard where shard = $1) and position <= $2)
