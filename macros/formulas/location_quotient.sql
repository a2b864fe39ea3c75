{# location_quotient: (e_rs / e_r) / (e_s / e), the share of industry s in region r over its share in the base
   (Florence 1929; Hoover 1936). e_s and e are sums over the regions of the base. `n_missing` counts the regions of the
   base without a figure for the industry: any of them makes the base unknown, so the quotient is null for every region
   of that industry and year; a partial sum would look right and be wrong. A zero total gives null here and is an error
   of assert_no_industry_or_region_is_empty. #}
{% macro location_quotient(regional, regional_total, base, base_total, n_missing) -%}
case
    when {{ n_missing }} = 0
        then ({{ regional }} / nullif({{ regional_total }}, 0)) / (nullif({{ base }}, 0) / nullif({{ base_total }}, 0))
end
{%- endmacro %}
