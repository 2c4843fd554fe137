"""Knowledge graphs: what is said of one subject becomes questions with their answers."""
