insert into log.issue_head as h (project, sequence)
select $1::text, $3::bigint where $2::bigint = 0 or exists (select 1 from log.issue_head where project = $1)
on conflict (project) do update set sequence = excluded.sequence where h.sequence = $2
