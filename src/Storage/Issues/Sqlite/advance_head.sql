insert into issue_head as h (project, sequence)
select $1, $3 where $2 = 0 or exists (select 1 from issue_head where project = $1)
on conflict (project) do update set sequence = excluded.sequence where h.sequence = $2
