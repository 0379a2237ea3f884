delete from rollup where start >= $1
