delete from rollup
