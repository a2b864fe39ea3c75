{# Precedence between figures, in one place for the panel and for its editions.
   is_eligible: a figure that was public by the day, of the indicator's base vintage or of one that a series link admits. #}
{% macro is_eligible(figure, base_vintage, link_id, as_of) -%}
{{ figure }}.value is not null
and {{ figure }}.figure_public_by <= {{ as_of }}
and ({{ figure }}.vintage = {{ base_vintage }} or {{ link_id }} is not null)
{%- endmacro %}

{# admits: a row of series_links that joins a figure's vintage to the base vintage in its year. #}
{% macro admits(links, figure, base) -%}
{{ figure }}.indicator_code = {{ links }}.indicator_code
and {{ base }}.base_vintage = {{ links }}.base_vintage
and {{ figure }}.vintage = {{ links }}.linked_vintage
and {{ figure }}.year between {{ links }}.from_year and {{ links }}.to_year
{%- endmacro %}

{# position_in_cell: 1 is chosen. Within a cell, by `also`: the base vintage first, then landing over bundled, then the
   table preferred in `sources`. #}
{% macro position_in_cell(also) -%}
row_number() over (
    partition by region_code, indicator_code, industry_code, year, {{ also }}
    order by
        case when is_base then 0 else 1 end, case when collection = 'landing' then 0 else 1 end, precedence, source_id, place
)
{%- endmacro %}

{% macro vintage_as_of() -%}cast('{{ param('vintage_as_of') }}' as {{ t_date() }}){%- endmacro %}
