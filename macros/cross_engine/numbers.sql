{# A number of any size to some significant digits. Spark's round takes constant digits only, its formats round alike. #}
{% macro significant(number, digits=2) %}{{ return(adapter.dispatch('significant', 'export_resilience')(number, digits)) }}{% endmacro %}
{% macro default__significant(number, digits) -%}
round({{ number }}, cast({{ digits }} - 1 - floor(log10(nullif(abs({{ number }}), 0))) as {{ t_integer() }}))
{%- endmacro %}
{% macro spark__significant(number, digits) -%}
cast(format_string('%.{{ digits - 1 }}e', cast(nullif({{ number }}, 0) as double)) as double)
{%- endmacro %}

{# A number as text: 8, which DuckDB would write 8.0; 0.0004, 10000000 and 5e-05, which Spark would write 4.0E-4, 1.0E7 and 5.0E-5. #}
{% macro number_text(number) %}{{ return(adapter.dispatch('number_text', 'export_resilience')(number)) }}{% endmacro %}
{% macro default__number_text(number) %}regexp_replace(cast({{ number }} as {{ t_text() }}), '[.]0$', ''){% endmacro %}
{% macro spark__number_text(number) -%}
case
    when abs({{ number }}) >= 1e7 or (abs({{ number }}) >= 1e-4 and abs({{ number }}) < 1e-3)
        then regexp_replace(cast(cast({{ number }} as decimal(38, 16)) as string), '[.]?0+$', '')
    else replace(regexp_replace(regexp_replace(cast({{ number }} as string), '[.]0(E|$)', '$1'), 'E-([0-9])$', 'E-0$1'), 'E', 'e')
end
{%- endmacro %}

{# A number rounded to some decimals, a column's perhaps. Spark's own round takes constant digits only, and rounds the shortest
   decimal number that reads as the double (0.145 to 0.15) where the others round the double (to 0.14). #}
{% macro rounded(number, decimals) %}{{ return(adapter.dispatch('rounded', 'export_resilience')(number, decimals)) }}{% endmacro %}
{% macro default__rounded(number, decimals) %}round({{ number }}, {{ decimals }}){% endmacro %}
{% macro spark__rounded(number, decimals) -%}
sign({{ number }}) * floor(abs({{ number }}) * power(10, {{ decimals }}) + 0.5) / power(10, {{ decimals }})
{%- endmacro %}
