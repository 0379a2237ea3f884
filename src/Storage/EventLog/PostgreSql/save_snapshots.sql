insert into log.device_snapshot as s (device_id, sequence, format, state, checksum)
select distinct on (h.device_id) h.device_id, t.sequence, t.format, t.state, t.checksum
from unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bytea[], $6::bigint[], $7::bigint[])
  as t(project, serial, sequence, format, state, device_id, checksum)
join log.device_head h on h.project = t.project and h.serial = t.serial and h.sequence >= t.sequence and t.device_id in (0, h.device_id)
order by h.device_id, t.sequence desc
on conflict (device_id) do update set sequence = excluded.sequence, format = excluded.format, state = excluded.state, checksum = excluded.checksum
where s.sequence <= excluded.sequence
