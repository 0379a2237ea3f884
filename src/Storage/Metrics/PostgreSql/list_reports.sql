select captured_at, position, idx from view.report
where device_id = $1 and captured_at < $2 and (captured_at, position, idx) > ($3, $4, $5)
order by captured_at, position, idx
limit $6
