-- Those without a checksum are from before there were any.
select device_id, sequence, format, state, checksum from device_snapshot
where device_id in (select value from json_each($1)) and checksum is not null
