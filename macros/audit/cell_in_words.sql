{# The name that a reader gives a printed cell: "Table 2 (1) Vag standard error"; other table ids stay as the study writes them. #}
{% macro cell_in_words(language) -%}
{% set words = {
    'n': ('N', '样本量'), 'mean': ('mean', '均值'), 'sd': ('standard deviation', '标准差'), 'min': ('minimum', '最小值'),
    'max': ('maximum', '最大值'), 'estimate': ('coefficient', '系数'), 'se': ('standard error', '标准误'), 'stars': ('stars', '星号'),
    'adj_r2': ('adjusted R²', '调整R²'), 'r2': ('R²', 'R²'), 'year_fixed_effects': ('year effects', '年份效应'),
} -%}
{% set table, constant, position = ('Table ', 'constant', 0) if language == 'en' else ('表', '常数项', 1) -%}
replace(table_id, 'table_', '{{ table }}')
|| case when statistic in ('mean', 'sd', 'min', 'max') or (statistic = 'n' and term <> '_model') or column_id = statistic then '' else ' (' || column_id || ')' end
|| case term when '_model' then '' when '_cons' then ' {{ constant }}' else ' ' || term end
|| case statistic {% for name, word in words.items() %}when '{{ name }}' then ' {{ word[position] }}' {% endfor %}else ' ' || statistic end
{%- endmacro %}
