{# kernel_weight: the weight of a neighbour at a distance, by the family of a kernel row (columns of seed kernels):
   inverse_power (d / unit)^-p, exponential exp(-d / d0), gaussian exp(-(d / d0)^2 / 2), binary 1 within the cutoff.
   A region's own weight is the kernel's own_weight whatever the family. Beyond the cutoff the weight is 0. Two regions at
   one point have no inverse distance: null here, an error of assert_regions_have_distinct_points. #}
{% macro kernel_weight(kernel, distance_km, is_own) -%}
case
    when {{ is_own }} then {{ kernel }}.own_weight
    when {{ distance_km }} > {{ kernel }}.cutoff_km then 0
    when {{ kernel }}.family = 'inverse_power'
        then power(nullif({{ distance_km }}, 0) / {{ kernel }}.unit_km, -{{ kernel }}.p)
    when {{ kernel }}.family = 'exponential' then exp(-{{ distance_km }} / {{ kernel }}.d0_km)
    when {{ kernel }}.family = 'gaussian' then exp(-power({{ distance_km }} / {{ kernel }}.d0_km, 2) / 2)
    when {{ kernel }}.family = 'binary' then 1
end
{%- endmacro %}
