update metric set sent_kinds = sent_kinds | $3 where project = $1 and metric_id = $2
