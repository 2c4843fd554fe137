"""The audit: proofs that nothing was lost, made from published files alone."""
