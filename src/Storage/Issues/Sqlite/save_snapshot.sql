insert into issue_snapshot as s (project, sequence, format, payload, checksum)
select h.project, $2, $3, $4, $5 from issue_head h where h.project = $1 and h.sequence >= $2
on conflict (project) do update set sequence = excluded.sequence, format = excluded.format, payload = excluded.payload, checksum = excluded.checksum
where s.sequence <= excluded.sequence
