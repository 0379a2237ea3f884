select build_id, max(module), count(distinct device_id) as devices, count(*) as traces, max(captured_at)
from trace_missing
where project = $1
group by build_id
order by devices desc, traces desc, build_id
limit $2
