select sequence, format, payload from issue_event
where project = $1 and sequence > $2
order by sequence
limit $3
