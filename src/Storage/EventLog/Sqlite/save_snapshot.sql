insert into device_snapshot as s (device_id, sequence, format, state, checksum)
select h.device_id, $3, $4, $5, $7 from device_head h where h.project = $1 and h.serial = $2 and h.sequence >= $3 and $6 in (0, h.device_id)
on conflict (device_id) do update set sequence = excluded.sequence, format = excluded.format, state = excluded.state, checksum = excluded.checksum
where s.sequence <= excluded.sequence
