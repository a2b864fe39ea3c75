{# Sentences are rows of the seed messages: {name} is filled with a text; {name|one|other} says one where the text is 1, else the other;
   ‹a part in angle quotes› is left out where a text in it is missing or empty. python/resilience/project/messages.py fills them alike. #}

{# What fills a check's message, as a list: the variant of the message, or null, then names and texts by turns. #}
{% macro words(texts, variant='null') -%}
{%- set items = [variant] -%}
{%- for name, text in texts.items() %}{% do items.extend(["'" ~ name ~ "'", text]) %}{% endfor -%}
{{ cells(items) }}
{%- endmacro %}

{# The texts of a group one after the other, as a `list`, `clauses` or `sentences`: joined as the message joined.… joins two. Where messages
   cannot be read they carry a mark that `joined` replaces later. Of a pair of columns @ stands for the language. #}
{% macro list_mark() %}¦{% endmacro %}
{% macro joined(text, language, by='list') -%}
replace({{ text }}, '{{ list_mark() }}', (select replace(replace({{ language }}, '{a}', ''), '{b}', '') from {{ ref('messages') }} where id = 'joined.{{ by }}'))
{%- endmacro %}
{% macro joined_lists(text, order_by, name, by='list') -%}
{% for language in ['en', 'zh'] %}{{ joined(text_list(text | replace('@', language), order_by, list_mark()), language, by) }} as {{ name }}_{{ language }}
{{- ',' if not loop.last }} {% endfor %}
{%- endmacro %}

{# A template filled with texts by name. #}
{% macro filled(template, texts) -%}
{%- set names = [] -%}
{%- for name, text in texts.items() %}{% do names.append(("'" ~ name ~ "'", text)) %}{% endfor -%}
{{ filled_by(template, names) }}
{%- endmacro %}

{# One message in both languages, `name`_en and `name`_zh; in its texts @ stands for the language. #}
{% macro in_both(id, texts, name) -%}
{% for language in ['en', 'zh'] %}{% set own = {} %}
{%- for key, text in texts.items() %}{% do own.update({key: text | replace('@', language)}) %}{% endfor -%}
{{ filled(message(id, language), own) }} as {{ name }}_{{ language }}{{ ',' if not loop.last }} {% endfor %}
{%- endmacro %}

{# A template filled with a list that words() made. #}
{% macro filled_from(template, list, most=9) -%}
{%- set names = [] -%}
{%- for place in range(1, most + 1) -%}
    {%- do names.append(("coalesce(" ~ list_item(list, 2 * place) ~ ", '')", list_item(list, 2 * place + 1))) -%}
{%- endfor -%}
{{ filled_by(template, names) }}
{%- endmacro %}

{% macro filled_by(template, names) -%}
{%- set ns = namespace(sql=template) -%}
{%- for name, text in names %}{% set ns.sql = one_or_other(ns.sql, name, text) %}{% endfor -%}
{%- for name, text in names -%}
    {%- set ns.sql = "replace(" ~ ns.sql ~ ", '{' || " ~ name ~ " || '}', coalesce(nullif(" ~ text ~ ", ''), '∅'))" -%}
{%- endfor -%}
replace(replace(replace({{ replaced_all(ns.sql, "'‹[^‹›]*∅[^‹›]*›'", "''") }}, '‹', ''), '›', ''), '∅', '')
{%- endmacro %}

{% macro one_or_other(template, name, text) -%}
{%- set part = '((?:[^|{}]|[{][A-Za-z0-9_]*[}])*)' -%}
{{ replaced_all(template, "'[{]' || " ~ name ~ " || '[|]" ~ part ~ "[|]" ~ part ~ "[}]'",
    "case when " ~ text ~ " = '1' then '" ~ matched_group(1) ~ "' else '" ~ matched_group(2) ~ "' end") }}
{%- endmacro %}

{# The template of one message, where it does not depend on the row. #}
{% macro message(id, language) %}(select {{ language }} from {{ ref('messages') }} where id = '{{ id }}'){% endmacro %}

{# One item of a list, from 1; null beyond its end. #}
{% macro list_item(list, place) %}{{ return(adapter.dispatch('list_item', 'export_resilience')(list, place)) }}{% endmacro %}
{% macro default__list_item(list, place) %}{{ list }}[{{ place }}]{% endmacro %}
{% macro spark__list_item(list, place) %}get({{ list }}, {{ place - 1 }}){% endmacro %}

{# Every match of a pattern replaced. #}
{% macro replaced_all(text, pattern, by) %}{{ return(adapter.dispatch('replaced_all', 'export_resilience')(text, pattern, by)) }}{% endmacro %}
{% macro default__replaced_all(text, pattern, by) %}regexp_replace({{ text }}, {{ pattern }}, {{ by }}, 'g'){% endmacro %}
{% macro spark__replaced_all(text, pattern, by) %}regexp_replace({{ text }}, {{ pattern }}, {{ by }}){% endmacro %}
{% macro matched_group(number) %}{{ return(adapter.dispatch('matched_group', 'export_resilience')(number)) }}{% endmacro %}
{% macro default__matched_group(number) %}\{{ number }}{% endmacro %}
{% macro spark__matched_group(number) %}${{ number }}{% endmacro %}
