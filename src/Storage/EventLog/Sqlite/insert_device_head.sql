-- The shard in front: what a shard's projection writes by device then lies together, and shares pages.
insert into device_head (device_id, project, serial, shard, sequence, position)
values (($3 << 40) | $4, $1, $2, $3, 1, $4)
returning device_id
