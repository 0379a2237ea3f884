-- Those without a checksum are from before there were any.
select device_id, sequence, format, state, checksum from log.device_snapshot
where device_id = any($1) and checksum is not null
