select captured_at from trace indexed by trace_by_issue
where project = $1 and issue = $2 and software_type = $3 and software_version = $4 and shard = $5
order by captured_at desc
limit 1
