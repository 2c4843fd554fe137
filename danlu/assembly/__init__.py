"""Records become rows: one by one, or many together as sessions of a chat and scenes of a novel."""
