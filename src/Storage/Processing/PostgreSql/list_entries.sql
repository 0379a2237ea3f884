select at, shard, position, idx, serial, number, entry_type, code, reason from view.processing_entry
where project = $1 and (at, shard, position, idx) < ($2, $3, $4, $5)
order by at desc, shard desc, position desc, idx desc
limit $6
