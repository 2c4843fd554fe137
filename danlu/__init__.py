"""danlu 丹炉: refines raw text into fine-tuning data and keeps an account of every row."""
