-- The two parts are sums of their own; together they must be the whole.
select *
from {{ ref('fct_spillover') }}
where
    abs(spillover - own_part - neighbour_part) > {{ param('tolerances').identity }} * abs(spillover)
    or (spillover is null) <> (n_missing > 0)
