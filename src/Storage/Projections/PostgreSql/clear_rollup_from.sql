delete from view.rollup where start >= $1
