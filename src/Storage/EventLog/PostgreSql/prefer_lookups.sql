-- Every join of a flush looks rows up by key. A plan that was made while the tables were small would scan them, and stay in use while they
-- grow. For this transaction only.
select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)
