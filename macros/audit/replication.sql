{# How a printed and a recomputed cell compare. #}
{% macro cell_verdict() -%}
case
    when statistic in ('stars', 'year_fixed_effects') then 'not a number'
    when departed.study is not null then 'no verdict'
    when recomputed_value is null and {{ panel_fingerprint() }} = '' then 'not estimated'
    when recomputed_value is null then 'not recomputed'
    when statistic = 'estimate' and value = 0 then 'printed cell is unreadable'
    when statistic = 'estimate' and not is_same_sign then 'opposite sign'
    when statistic = 'estimate' and p_high < p_limit then 'same sign, significant'
    when statistic = 'estimate' and p_high is null then 'same sign, no usable test'
    when statistic = 'estimate' then 'same sign, not significant'
    when not is_same_construction then 'not comparable'
    when recomputed_value between value_low and value_high then 'equal as printed'
    else 'differs'
end
{%- endmacro %}

{# The share of the gap between print and recomputation that a change must close to be called its cause. #}
{% macro closing_share() %}0.5{% endmacro %}

{# The share that the change of a kind closes. #}
{% macro closed_by(kind) -%}
case {{ kind }} when 'years' then closed_by_years when 'vintage' then closed_by_vintage end
{%- endmacro %}

{# Why a cell differs, by kind. #}
{% macro cell_cause() -%}
{%- set most = 'greatest(coalesce(closed_by_years, 0), coalesce(closed_by_vintage, 0))' -%}
case
    when verdict not in ('opposite sign', 'same sign, not significant', 'not comparable', 'differs') then 'none'
    when not is_same_construction then 'definition'
    when {{ most }} < {{ closing_share() }} then {{ either('printed_n <> recomputed_n and closed_by_years is null', "'years'", "'construction'") }}
    when closed_by_years = {{ most }} then 'years'
    else 'vintage'
end
{%- endmacro %}
