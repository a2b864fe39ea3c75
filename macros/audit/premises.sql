{# What a check may take for granted of a column: the premise, and what a reader calls what is not said. #}
{% macro premise_words() -%}
{{ return({
    'estimator': ('the estimator', '估计方法'), 'weights': ('the weights', '权重'), 'controls': ('controls that are not printed', '未刊印的控制变量'),
    'year_effects': ('year effects', '年份效应'), 'other_effects': ('other effects', '其他效应'), 'effects_said': ('other effects', '其他效应'), 'r2': ('which R²', 'R²的类型'),
    'outcome': ('the outcome', '被解释变量'), 'sample': ('the sample', '样本'),
    'described': ('whether the sample is the described one', '样本是否即描述性统计的样本'), 'constant': ('the constant', '常数项'), 'errors': ('the type of the errors', '标准误类型'), 'stars': ('the levels of the stars', '星号水平'),
}) }}
{%- endmacro %}
{% macro premise_in_words(premise, language) -%}
case {{ premise }}{% for name, words in premise_words().items() %} when '{{ name }}' then '{{ words[0 if language == "en" else 1] }}'{% endfor %} end
{%- endmacro %}
