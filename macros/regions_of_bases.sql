{# Whether the panel keeps a region. #}
{% macro is_in_panel(region_code) -%}
not coalesce({{ region_code }} in ({{ quoted_list(param('excluded_regions')) }}), false)
{%- endmacro %}

{# The regions that a base sums over, as rows: all of them, and the panel's. #}
{% macro regions_of_bases() -%}
    select 'all' as base, region_code from {{ ref('stg_region') }}
    union all
    select 'panel' as base, region_code from {{ ref('stg_region') }} where {{ is_in_panel('region_code') }}
{%- endmacro %}
