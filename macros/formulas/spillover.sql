{# spillover: the weighted sum of location quotients over the regions of the base, both as lists in the order of the
   regions (a missing quotient as 0). Null when a quotient with a positive weight is missing: a partial sum would pass
   for a small spillover. #}
{% macro spillover(weights, quotients, n_missing) -%}
case when {{ n_missing }} = 0 then {{ dot(weights, quotients) }} end
{%- endmacro %}

{# spillover_missing: how many quotients with a positive weight are missing, from two lists of ones and zeros. #}
{% macro spillover_missing(is_weighted, is_missing) -%}
cast({{ dot(is_weighted, is_missing) }} as {{ t_integer() }})
{%- endmacro %}
