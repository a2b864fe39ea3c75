{{ config(tags=['audit']) }}
-- A printed cell that the comparison loses would be a cell that nobody has to answer for.
select cells.*
from {{ ref('published_cells') }} as cells
left join {{ ref('replication') }} as replication
    on
        cells.study = replication.study
        and cells.table_id = replication.table_id
        and cells.column_id = replication.column_id
        and cells.term = replication.term
        and cells.statistic = replication.statistic
where replication.verdict is null
