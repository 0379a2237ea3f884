select
  count(case when due_at <= $2 then 1 end),
  count(case when due_at > $2 and taken_until > $2 then 1 end),
  count(case when due_at > $2 and taken_until <= $2 and due_at < $3 then 1 end),
  count(case when due_at = $3 then 1 end)
from trace_work where project = $1
