"""The index of near duplicates: what is known of rows, kept so that new ones cost what new ones cost.

It holds shards of rows, each under a key that names its content, in immutable runs: sorted keys, what
must be equal, and the texts, mapped into memory. What was decided lies beside, so that after a change
only those rows are decided that it may concern. The outcome is that of `danlu.dedup.near.merge` over the
rows that take part, whatever came and went in which order.

Nothing in it is the only copy: what is damaged, foreign or missing is left out and asked for again.
"""
