delete from view.rollup_partial where start >= $1
