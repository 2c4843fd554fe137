"""The stages of the furnace: what each one computes, without a word of publication or Dagster."""
