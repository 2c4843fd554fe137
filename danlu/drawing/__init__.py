"""Small drawings for people, as SVG: bars, the funnel, the lineage of columns. No stage imports this."""
