select metric_id, key, kind, unit, first_seen, display_name, description, owner, min_value, max_value, sent_kinds, kind_since
from metric where project = $1 order by metric_id
