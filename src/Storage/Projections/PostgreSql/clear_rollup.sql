delete from view.rollup
