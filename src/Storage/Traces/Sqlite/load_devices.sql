select device_id, ordinal, hardware_version from device where device_id in (select value from json_each($2)) and shard = $1
