delete from rollup_partial where start >= $1
