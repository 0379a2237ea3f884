-- $2 is 1 to look behind the snapshot.
with head as materialized (
  select h.sequence, coalesce(s.sequence, 0) as base, s.format, s.payload, s.checksum
  from issue_head h
  left join issue_snapshot s on s.project = h.project and $2 = 0
  where h.project = $1
)
select 0 as part, sequence, base, format, payload, checksum from head
union all
select 1, e.sequence, 0, e.format, e.payload, null
from head h
join issue_event e on e.project = $1 and e.sequence > h.base
order by 1, 2
