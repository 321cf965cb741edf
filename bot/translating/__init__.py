"""What a chat model's translations are made from, and what each must pass before it is stored."""
