insert into device_head (project, serial, shard, sequence, position) values ($1, $2, $3, 1, $4) returning device_id
