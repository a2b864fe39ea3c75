{# Precedence between figures, in one place for the panel and for its editions.
   is_eligible: a figure that was public by the day, of the indicator's base vintage or of one that a series link admits. #}
{% macro is_eligible(figure, base_vintage, link_id, as_of) -%}
{{ figure }}.value is not null
and {{ figure }}.figure_public_by <= {{ as_of }}
and ({{ figure }}.vintage = {{ base_vintage }} or {{ link_id }} is not null)
{%- endmacro %}

{# precedence_order: among the eligible, the base vintage, then landing over bundled, then the table preferred in `sources`. #}
{% macro precedence_order() -%}
case when is_base then 0 else 1 end, case when collection = 'landing' then 0 else 1 end, precedence, source_id, place
{%- endmacro %}

{% macro vintage_as_of() -%}cast('{{ param('vintage_as_of') }}' as {{ t_date() }}){%- endmacro %}
